import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method when this process may no longer act as the leader: once for each term, and after a graceful end only when
 * the work is done. The method gets `(term: LeadershipTerm, reason: LeadershipLostError)`. Shutdown waits for it up to
 * `drainTimeout`. If it fails, the error is logged.
 *
 * Use it on providers and controllers of the default scope. On any other the app fails to start.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 */
export function OnLeadershipLost(name?: string): MethodDecorator;
export function OnLeadershipLost(...given: unknown[]): MethodDecorator {
  return leadershipHandler('lost', '@OnLeadershipLost', given);
}
