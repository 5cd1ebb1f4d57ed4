import { LeaderService } from './leader.service.js';

/** A class for the first lease, a string for a named one. */
export type LeaderToken = typeof LeaderService | string;

/**
 * The injection token of a lease's `LeaderService`, for `overrideProvider`, `moduleRef.get` and the like. It is the class
 * for `forRoot`'s lease, and a string for a further one. The string is what to import, because Nest prints it if nobody
 * provides it.
 *
 * @param name the lease's name in `forFeature`; leave it out for `forRoot`'s lease
 */
export function getLeaderToken(name?: string): LeaderToken {
  return name === undefined ? LeaderService : moduleOf(name);
}

/** What to import for a lease, in messages. */
export function moduleOf(name: string | undefined): string {
  return name === undefined ? 'LeaderElectionModule.forRoot()' : `LeaderElectionModule.forFeature({ name: '${name}' })`;
}
