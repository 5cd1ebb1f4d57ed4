import { LeaderService } from './leader.service.js';

/** A class for the first lease, a string for a named one. */
export type LeaderToken = typeof LeaderService | string;

/**
 * The injection token of a lease's `LeaderService`, for `overrideProvider`, `moduleRef.get` and the like: the class itself,
 * or for a second lease a string. It reads as it does because Nest prints it where it is missing.
 *
 * @param name the lease's name in `forFeature`; none for the one of `forRoot`
 */
export function getLeaderToken(name?: string): LeaderToken {
  return name === undefined ? LeaderService : moduleOf(name);
}

/** What to import for a lease, in messages. */
export function moduleOf(name: string | undefined): string {
  return name === undefined ? 'LeaderElectionModule.forRoot()' : `LeaderElectionModule.forFeature({ name: '${name}' })`;
}
