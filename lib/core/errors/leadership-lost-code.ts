/**
 * Why a term ended:
 * - `deadline`: this process could not renew the lease in time (the API was unreachable, the process was frozen, or its
 *   event loop was blocked);
 * - `replaced`: the lease names another holder, or none;
 * - `deleted`: the lease was deleted;
 * - `stepDown`: `stepDown()` was called, the lease's annotation asked to hand over, or an `@OnLeadershipAcquired` handler failed;
 * - `ineligible`: the option `eligible` answered that this process may not lead any more;
 * - `shutdown`: `stop()` was called, or the app is closing.
 */
export type LeadershipLostCode = 'deadline' | 'replaced' | 'deleted' | 'stepDown' | 'ineligible' | 'shutdown';

/** Whether the term ended because somebody wanted it to: nothing has gone wrong. */
export function isGraceful(code: LeadershipLostCode): boolean {
  return code === 'stepDown' || code === 'ineligible' || code === 'shutdown';
}
