import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';

/**
 * Refuses what a factory without a `return` gives: its defaults would be another lease than the one that was meant.
 *
 * @param method whose factory it is: `forRootAsync()`
 */
export function refuseNothing<T>(method: string, options: T | undefined | null): asserts options is T {
  if (options !== undefined && options !== null) return;
  throw new InvalidLeaderOptionsError([
    `The factory of LeaderElectionModule.${method} returned ${String(options)}. Return the options, or {} for the defaults.`,
  ]);
}
