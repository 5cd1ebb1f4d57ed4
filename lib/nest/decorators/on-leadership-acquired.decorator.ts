import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method with the term, `(term: LeadershipTerm)`, as soon as this process leads. The method may run until
 * `term.endingSignal` aborts. Shutdown waits for it up to `drainTimeout`; then `term.signal` aborts.
 *
 * If the method throws or rejects during the term, the process steps down so that a healthy replica can lead. It stays out
 * for one `leaseDuration`, and twice as long after each further failure, up to 16 times that long.
 *
 * Use it on providers and controllers of the default scope. On any other the app fails to start.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 */
export function OnLeadershipAcquired(name?: string): MethodDecorator;
export function OnLeadershipAcquired(...given: unknown[]): MethodDecorator {
  return leadershipHandler('acquired', '@OnLeadershipAcquired', given);
}
