import { LeaderElectionError } from './leader-election.error.js';

/**
 * Why a term ended:
 * - `deadline`: not renewed in time (API unreachable, process frozen or its event loop blocked);
 * - `replaced`: the lease was seen to name somebody else, or nobody;
 * - `deleted`: the lease was seen to be gone;
 * - `stepDown`: `stepDown()` was called, or an `@OnLeadershipAcquired` handler failed;
 * - `shutdown`: `stop()` was called, or the app is closing.
 */
export type LeadershipLostCode = 'deadline' | 'replaced' | 'deleted' | 'stepDown' | 'shutdown';

/** The `reason` of a term's two AbortSignals, and the second argument of the `lost` event. */
export class LeadershipLostError extends LeaderElectionError {
  declare readonly code: LeadershipLostCode;

  constructor(
    code: LeadershipLostCode,
    message: string,
    readonly leaseName: string,
  ) {
    super(code, message);
  }
}
