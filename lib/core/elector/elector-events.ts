import { type LeadershipLostError } from '../errors/leadership-lost.error.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type LongTickEvent, type TickEvent } from './tick-event.js';
import { type InterruptedTick, type LeadershipTerm } from './leadership-term.js';

/** What an elector emits. There is no `error`: an emitter without a listener for that throws. */
export interface ElectorEvents {
  /** This process leads from now on. */
  acquired: [term: LeadershipTerm];
  /** This process may no longer act: the term's `signal` has just aborted. */
  lost: [term: LeadershipTerm, reason: LeadershipLostError];
  /** The lease was renewed. */
  renewed: [term: LeadershipTerm];
  /** The lease names somebody else than before, or nobody; as this process sees it. */
  leaderChanged: [holder: string | undefined, previous: string | undefined];
  /** A tick of a job with `once` was begun by a term that is over, and is not known to have been done. */
  interrupted: [tick: InterruptedTick];
  /** A tick of a job with `once` has come to an end, this way or that. */
  tick: [tick: TickEvent];
  /** A tick has been running for 10 minutes, for 20, for 40 and so on. */
  longTick: [tick: LongTickEvent];
  /** A call was not let through, because this process does not lead: `skipped`, or `refused` with an error. */
  turnedAway: [call: TurnedAwayCall];
  /** A term has ended with work that has not: `drainTimeout` and `abortGrace` are over. The lease is not released. */
  workLeft: [names: readonly string[]];
  /** A request to the API server failed. Lost races and a lease that is not there yet are no failures. */
  requestFailed: [error: LeaseRequestError];
  /** Requests of that kind, which had failed, work again. */
  recovered: [verb: LeaseVerb];
}

/** A call that was not let through. */
export interface TurnedAwayCall {
  /** `skipped`: it returned `undefined`; `refused`: it threw. */
  readonly outcome: 'skipped' | 'refused';
}
