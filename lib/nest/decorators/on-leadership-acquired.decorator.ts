import { leadershipHandler } from '../handlers/handler-metadata.js';

/**
 * Calls a method with the term, `(term: LeadershipTerm)`, as soon as this process leads. It may run as long as the term:
 * until `term.endingSignal` aborts. Shutdown waits for it, up to `drainTimeout`; then `term.signal` aborts.
 *
 * If it throws or rejects before the term's end, the process steps down, so that a healthy replica can lead, and stays out
 * for one `leaseDuration`, twice as long each further time up to 16 of them.
 *
 * Only on providers and controllers of the default scope: anything else is an error when the app starts.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; none for the one of `forRoot`
 */
export function OnLeadershipAcquired(name?: string): MethodDecorator {
  return leadershipHandler('acquired', '@OnLeadershipAcquired()', name);
}
