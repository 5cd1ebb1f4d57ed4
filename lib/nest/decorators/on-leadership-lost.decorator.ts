import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method when this process may act as the leader no longer, `(term: LeadershipTerm, reason: LeadershipLostError)`:
 * once for each term, after the work of a graceful end is done. Shutdown waits for it, up to `drainTimeout`. An error is
 * logged.
 *
 * Only on providers and controllers of the default scope: anything else is an error when the app starts.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; none for the one of `forRoot`
 */
export function OnLeadershipLost(name?: string): MethodDecorator {
  return leadershipHandler('lost', '@OnLeadershipLost()', name);
}
