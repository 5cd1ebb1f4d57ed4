import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method when the lease is seen to name somebody else, `(holder: string | undefined, previous: string |
 * undefined)`: on every replica, whoever leads. An error is logged.
 *
 * Only on providers and controllers of the default scope: anything else is an error when the app starts.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; none for the one of `forRoot`
 */
export function OnLeaderChanged(name?: string): MethodDecorator {
  return leadershipHandler('leaderChanged', '@OnLeaderChanged()', name);
}
