import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method on every replica when somebody else holds the lease than before. The method gets
 * `(holder: string | undefined, previous: string | undefined)`. If it fails, the error is logged.
 *
 * Use it on providers and controllers of the default scope. On any other the app fails to start.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 */
export function OnLeaderChanged(name?: string): MethodDecorator;
export function OnLeaderChanged(...given: unknown[]): MethodDecorator {
  return leadershipHandler('leaderChanged', '@OnLeaderChanged', given);
}
