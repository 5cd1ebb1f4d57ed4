import { type LeadershipLostError } from '../errors/leadership-lost.error.js';
import { type LeaderRun, type LeaderRunJSON, LeadershipTerm, type LeadershipTermJSON } from './leadership-term.js';
import { SignalOnDemand } from './signal-on-demand.js';

type Facts = Omit<LeadershipTerm, 'endingSignal' | 'signal' | 'toJSON'>;

/** A term and the means to end it. */
export class ActiveTerm {
  readonly term: LeadershipTerm;
  /** What `currentRun` is in every call that this term let through. */
  readonly run: LeaderRun;

  private readonly ending = new SignalOnDemand();
  private readonly acting = new SignalOnDemand();

  constructor(facts: Facts) {
    this.term = new Term(facts, this.ending, this.acting);
    this.run = new Run(facts, this.ending, this.acting);
  }

  /** Take no new work, finish what you hold. */
  beginEnding(reason: LeadershipLostError): void {
    this.ending.abort(reason);
  }

  /** Act no longer. */
  end(reason: LeadershipLostError): void {
    this.ending.abort(reason);
    this.acting.abort(reason);
  }
}

/** Of a term and its run. */
const signals = new WeakMap<object, { readonly ending: SignalOnDemand; readonly acting: SignalOnDemand }>();

/** The same functions for all, so that V8 keeps one hidden class for all. */
const signalProperties = {
  endingSignal: {
    enumerable: true,
    get(this: object) {
      return signals.get(this)!.ending.signal;
    },
  },
  signal: {
    enumerable: true,
    get(this: object) {
      return signals.get(this)!.acting.signal;
    },
  },
};

/** The two signals as properties of its own, which a copy (`{ ...term }`) has as well. */
function defineSignals(object: object, ending: SignalOnDemand, acting: SignalOnDemand): void {
  signals.set(object, { ending, acting });
  Object.defineProperties(object, signalProperties);
}

class Term extends LeadershipTerm {
  declare readonly endingSignal: AbortSignal;
  declare readonly signal: AbortSignal;
  readonly leaseName: string;
  readonly identity: string;
  readonly fencingToken: bigint;
  readonly transitions: number;
  readonly acquiredAt: Date;
  readonly toJSON = toJSON;

  constructor(facts: Facts, ending: SignalOnDemand, acting: SignalOnDemand) {
    super();
    defineSignals(this, ending, acting);
    this.leaseName = facts.leaseName;
    this.identity = facts.identity;
    this.fencingToken = facts.fencingToken;
    this.transitions = facts.transitions;
    this.acquiredAt = facts.acquiredAt;
    Object.freeze(this);
  }
}

class Run implements LeaderRun {
  declare readonly endingSignal: AbortSignal;
  declare readonly signal: AbortSignal;
  readonly leaseName: string;
  readonly fencingToken: bigint;
  /** Of its own, so that the copies that ticks make of a run have it, too. */
  readonly toJSON = runToJSON;

  constructor(facts: Facts, ending: SignalOnDemand, acting: SignalOnDemand) {
    defineSignals(this, ending, acting);
    this.leaseName = facts.leaseName;
    this.fencingToken = facts.fencingToken;
    Object.freeze(this);
  }
}

function runToJSON(this: LeaderRun): LeaderRunJSON {
  const { leaseName, fencingToken, scheduledAt, attempt } = this;
  const tick = scheduledAt === undefined ? {} : { scheduledAt: scheduledAt.toISOString(), attempt };
  return { leaseName, fencingToken: String(fencingToken), ...tick };
}

function toJSON(this: LeadershipTerm): LeadershipTermJSON {
  return {
    leaseName: this.leaseName,
    identity: this.identity,
    fencingToken: String(this.fencingToken),
    transitions: this.transitions,
    acquiredAt: this.acquiredAt.toISOString(),
  };
}
