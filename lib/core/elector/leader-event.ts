import { type LeadershipLostError } from '../errors/leadership-lost.error.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type ElectorEvents, type TurnedAwayCall } from './elector-events.js';
import { type InterruptedTick, type LeadershipTerm } from './leadership-term.js';
import { type LongTickEvent, type TickEvent } from './tick-event.js';

/** Which lease an event is of. */
export interface EventLease {
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** The namespace of the lease. */
  readonly namespace: string;
  /** The name that this process has in the lease while it leads. */
  readonly identity: string;
}

/** What an event tells besides its lease, by its type. */
export interface EventDetails {
  /** This process begins to lead. */
  acquired: { readonly term: LeadershipTerm };
  /** This process may no longer act. */
  lost: { readonly term: LeadershipTerm; readonly reason: LeadershipLostError };
  /** The lease was renewed. */
  renewed: { readonly term: LeadershipTerm };
  /** The lease names somebody else, or nobody. */
  leaderChanged: { readonly holder: string | undefined; readonly previous: string | undefined };
  /** An earlier leader began a job's tick and did not finish it. */
  interrupted: { readonly tick: InterruptedTick };
  /** A tick of a job with `once` has come to an end. */
  tick: { readonly tick: TickEvent };
  /** A tick has been running for a long time. */
  longTick: { readonly tick: LongTickEvent };
  /** A call was not let through. */
  turnedAway: TurnedAwayCall;
  /** A term has ended, but some of its work has not. */
  workLeft: { readonly names: readonly string[] };
  /** A request to the API server failed. */
  requestFailed: { readonly error: LeaseRequestError };
  /** Requests of that kind, which had failed, work again. */
  recovered: { readonly verb: LeaseVerb };
}

/**
 * Something that happened to a lease in this process; `type` says what. `LeaderService.events$` emits it, and the diagnostics
 * channel `nestjs-kubernetes-leader:<type>` publishes it. `ElectorEvents` says when each type comes.
 */
export type LeaderEvent = {
  readonly [E in keyof EventDetails]: { readonly type: E } & EventLease & EventDetails[E];
}[keyof EventDetails];

const details: { readonly [E in keyof ElectorEvents]: (...args: ElectorEvents[E]) => EventDetails[E] } = {
  acquired: term => ({ term }),
  lost: (term, reason) => ({ term, reason }),
  renewed: term => ({ term }),
  leaderChanged: (holder, previous) => ({ holder, previous }),
  interrupted: tick => ({ tick }),
  tick: tick => ({ tick }),
  longTick: tick => ({ tick }),
  turnedAway: ({ outcome }) => ({ outcome }),
  workLeft: names => ({ names }),
  requestFailed: error => ({ error }),
  recovered: verb => ({ verb }),
};

export const eventTypes = Object.keys(details) as (keyof ElectorEvents)[];

/** An event as one object. */
export function leaderEvent<E extends keyof ElectorEvents>(
  type: E,
  args: ElectorEvents[E],
  { leaseName, namespace, identity }: EventLease,
): LeaderEvent {
  const event: object = { type, leaseName, namespace, identity, ...details[type](...args) };
  return event as LeaderEvent;
}
