import { type LeaseApiRequest } from './lease-request.js';
import { matchesRequest, type RequestMatch } from './request-match.js';

/**
 * What goes wrong, with which requests (by default all requests for leases), and how often.
 *
 * If several faults match a request, their delays and clock skews add up; of all others, the one that was added first
 * counts.
 */
export type Fault = RequestMatch &
  (
    | ((
        | SlowRequest
        | SlowAnswer
        | DroppedRequest
        | UnacceptedRequest
        | HangingRequest
        | RefusedRequest
        | CutAnswer
        | LostAnswer
        | MalformedAnswer
      ) & {
        /** How many matching requests it affects. @default all, until it is removed */
        times?: number;
      })
    | SkewedClock
    | SilentWatch
  );

/**
 * The request is slow: the server carries it out late, even if the client has given up by then.
 * @inline
 */
interface SlowRequest {
  fault: 'delay';
  milliseconds: number;
  /**
   * What becomes of the request if its client hangs up meanwhile. A real API server drops it, as long as it waits for
   * something such as a webhook.
   *
   * @default 'carryOut'
   */
  ifHungUp?: 'carryOut' | 'drop';
}

/**
 * The answer is slow: the server carries the request out immediately.
 * @inline
 */
interface SlowAnswer {
  fault: 'answerDelay';
  milliseconds: number;
}

/**
 * The connection, over HTTP/2 the stream, breaks before the server carries the request out.
 * @inline
 */
interface DroppedRequest {
  fault: 'drop';
}

/**
 * The server does not take the request. Over HTTP/2 it says so (`REFUSED_STREAM`), and the client may send it again, over
 * another connection; over HTTP/1.1 it can only break the connection.
 * @inline
 */
interface UnacceptedRequest {
  fault: 'refuse';
}

/**
 * The server never answers, and does not carry the request out.
 * @inline
 */
interface HangingRequest {
  fault: 'hang';
}

/**
 * The server refuses the request.
 * @inline
 */
interface RefusedRequest {
  fault: 'error';
  status: number;
  /** @default the reason that belongs to the status, such as `TooManyRequests` for 429 */
  reason?: string;
  message?: string;
  /** Seconds, for `Retry-After` and the Status' `retryAfterSeconds`. */
  retryAfter?: number;
  /** Sent instead of a Status, as a proxy would. */
  html?: string;
}

/**
 * The server carries the request out, and resets the connection (over HTTP/2 the stream) in the middle of the answer, or of
 * the next watch event.
 * @inline
 */
interface CutAnswer {
  fault: 'cut';
}

/**
 * The server carries the request out, but the client gets no answer: the connection is reset, or hangs.
 * @inline
 */
interface LostAnswer {
  fault: 'answerLost';
  /** @default 'cut' */
  then?: 'cut' | 'hang';
}

/**
 * The server carries the request out; the answer, or the next watch event, is broken JSON.
 * @inline
 */
interface MalformedAnswer {
  fault: 'malformed';
}

/**
 * The API server's clock is wrong: so are the `Date` header and the times in `managedFields`.
 * @inline
 */
interface SkewedClock {
  fault: 'clockSkew';
  /** Positive if the server's clock is ahead. */
  milliseconds: number;
}

/**
 * The watch stays open, but no events arrive.
 * @inline
 */
interface SilentWatch {
  fault: 'watchSilent';
  /** Whether the events arrive when the fault is removed (`hold`), or never (`drop`). @default 'drop' */
  events?: 'hold' | 'drop';
}

/** Everything that goes wrong with one request. */
export interface FaultPlan {
  delay: number;
  /** A request whose client has hung up by then is not carried out. */
  dropsHungUp: boolean;
  answerDelay: number;
  clockSkew: number;
  /** The fault that decides the outcome. */
  outcome: OutcomeFault | undefined;
}

export type OutcomeFault =
  DroppedRequest | UnacceptedRequest | HangingRequest | RefusedRequest | CutAnswer | LostAnswer | MalformedAnswer;

/** Switches faults on and off. */
export class Faults {
  private active: { fault: Fault; left: number }[] = [];
  private readonly listeners = new Set<() => void>();

  /** Adds a fault. Returns a function that removes it. */
  add(fault: Fault): () => void {
    const entry = { fault, left: 'times' in fault ? (fault.times ?? Infinity) : Infinity };
    this.active.push(entry);
    return () => this.keep(other => other !== entry);
  }

  /** Removes all faults. */
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
    const plan: FaultPlan = { delay: 0, dropsHungUp: false, answerDelay: 0, clockSkew: 0, outcome: undefined };
    for (const entry of this.active.filter(({ fault }) => matchesRequest(fault, request))) {
      const { fault } = entry;
      if (fault.fault === 'watchSilent') continue;
      if (request.verb === 'watch' && atEachEvent.has(fault.fault)) continue;
      if (fault.fault === 'delay' || fault.fault === 'answerDelay' || fault.fault === 'clockSkew') {
        plan[fault.fault] += fault.milliseconds;
        if (fault.fault === 'delay' && fault.ifHungUp === 'drop') plan.dropsHungUp = true;
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

  /** @internal What goes wrong with the next event of an open watch. */
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

/** For a watch, these apply to an event. */
const atEachEvent = new Set<Fault['fault']>(['cut', 'malformed']);
