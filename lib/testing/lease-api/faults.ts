import { type LeaseApiRequest } from './lease-request.js';
import { matchesRequest, type RequestMatch } from './request-match.js';

/**
 * What goes wrong, with which requests (all on leases, where nothing narrows it down), and how often.
 *
 * Several may match one request: delays and skews add up, and of the others the one that was added first counts.
 */
export type Fault = RequestMatch &
  (
    | ((
        | SlowRequest
        | SlowAnswer
        | DroppedRequest
        | HangingRequest
        | RefusedRequest
        | CutAnswer
        | LostAnswer
        | MalformedAnswer
      ) & {
        /** How many matching requests; `1` for once. @default all, until it is removed */
        times?: number;
      })
    | SkewedClock
    | SilentWatch
  );

/** The request is slow: it is carried out late, even if the client has given up by then. */
interface SlowRequest {
  fault: 'delay';
  milliseconds: number;
}

/** The answer is slow: the request was carried out at once. */
interface SlowAnswer {
  fault: 'answerDelay';
  milliseconds: number;
}

/** The connection breaks before the request is carried out. */
interface DroppedRequest {
  fault: 'drop';
}

/** No answer, ever; the request is not carried out. */
interface HangingRequest {
  fault: 'hang';
}

/** The request is refused and not carried out. */
interface RefusedRequest {
  fault: 'error';
  status: number;
  /** @default the reason that goes with the status, for example `TooManyRequests` with 429 */
  reason?: string;
  message?: string;
  /** Seconds, for `Retry-After` and the Status' `retryAfterSeconds`. */
  retryAfter?: number;
  /** Sent in place of a Status, as a proxy would. */
  html?: string;
}

/** The request is carried out; the connection is reset in the middle of the answer, or of a watch's next event. */
interface CutAnswer {
  fault: 'cut';
}

/** The request is carried out; the client hears nothing of it: the connection is reset, or hangs. */
interface LostAnswer {
  fault: 'answerLost';
  /** @default 'cut' */
  then?: 'cut' | 'hang';
}

/** The request is carried out; the answer, or a watch's next event, is broken JSON. */
interface MalformedAnswer {
  fault: 'malformed';
}

/** The `Date` header and the times in `managedFields` are off: an API server whose clock is wrong. */
interface SkewedClock {
  fault: 'clockSkew';
  /** Positive: the server is ahead. */
  milliseconds: number;
}

/** The watch stays open, and nothing comes. */
interface SilentWatch {
  fault: 'watchSilent';
  /** Whether the events come late, when the fault is removed, or never. @default 'drop' */
  events?: 'hold' | 'drop';
}

/** All that shall go wrong with one request. */
export interface FaultPlan {
  delay: number;
  answerDelay: number;
  clockSkew: number;
  /** The one that decides the outcome. */
  outcome: OutcomeFault | undefined;
}

export type OutcomeFault = DroppedRequest | HangingRequest | RefusedRequest | CutAnswer | LostAnswer | MalformedAnswer;

/** Switches faults on and off. */
export class Faults {
  private active: { fault: Fault; left: number }[] = [];
  private readonly listeners = new Set<() => void>();

  /** From now on; call what it returns to end it. */
  add(fault: Fault): () => void {
    const entry = { fault, left: 'times' in fault ? (fault.times ?? Infinity) : Infinity };
    this.active.push(entry);
    return () => this.keep(other => other !== entry);
  }

  /** Ends them all. */
  clear(): void {
    this.keep(() => false);
  }

  /** @internal */
  onRemoved(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @internal Counts as one of the `times` of each fault in the plan. */
  plan(request: LeaseApiRequest): FaultPlan {
    const plan: FaultPlan = { delay: 0, answerDelay: 0, clockSkew: 0, outcome: undefined };
    for (const entry of this.active.filter(({ fault }) => matchesRequest(fault, request))) {
      const { fault } = entry;
      if (fault.fault === 'watchSilent') continue;
      if (request.verb === 'watch' && atEachEvent.has(fault.fault)) continue;
      if (fault.fault === 'delay' || fault.fault === 'answerDelay' || fault.fault === 'clockSkew') {
        plan[fault.fault] += fault.milliseconds;
      } else if (plan.outcome) {
        continue;
      } else {
        plan.outcome = fault;
      }
      entry.left--;
    }
    this.keep(({ left }) => left > 0);
    return plan;
  }

  /** @internal What shall go wrong with the next event of an open watch. */
  planEvent(watch: LeaseApiRequest): 'hold' | 'drop' | 'cut' | 'malformed' | undefined {
    const entry = this.active.find(({ fault }) => {
      return (fault.fault === 'watchSilent' || atEachEvent.has(fault.fault)) && matchesRequest(fault, watch);
    });
    if (!entry) return undefined;
    const { fault } = entry;
    if (fault.fault === 'watchSilent') return fault.events ?? 'drop';
    entry.left--;
    this.keep(({ left }) => left > 0);
    return fault.fault === 'cut' ? 'cut' : 'malformed';
  }

  private keep(isKept: (entry: { fault: Fault; left: number }) => boolean): void {
    const before = this.active.length;
    this.active = this.active.filter(isKept);
    if (this.active.length < before) for (const listener of [...this.listeners]) listener();
  }
}

/** With a watch, these wait for an event. */
const atEachEvent = new Set<Fault['fault']>(['cut', 'malformed']);
