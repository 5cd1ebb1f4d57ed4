import { type LeadershipLostError } from '../errors/leadership-lost.error.js';
import { type LeaderRun, type LeadershipTerm, type LeadershipTermJSON } from './leadership-term.js';

/** A term and the means to end it. */
export class ActiveTerm {
  readonly term: LeadershipTerm;
  /** What `currentRun` is in every call that this term let through. */
  readonly run: LeaderRun;

  private readonly ending = new AbortController();
  private readonly acting = new AbortController();

  constructor(facts: Omit<LeadershipTerm, 'endingSignal' | 'signal' | 'toJSON'>) {
    const signals = { endingSignal: this.ending.signal, signal: this.acting.signal };
    this.term = Object.freeze({ ...facts, ...signals, toJSON: () => toJSON(facts) });
    this.run = Object.freeze({ leaseName: facts.leaseName, fencingToken: facts.fencingToken, ...signals });
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

function toJSON(facts: Omit<LeadershipTerm, 'endingSignal' | 'signal' | 'toJSON'>): LeadershipTermJSON {
  return {
    leaseName: facts.leaseName,
    identity: facts.identity,
    fencingToken: String(facts.fencingToken),
    transitions: facts.transitions,
    acquiredAt: facts.acquiredAt.toISOString(),
  };
}
