/**
 * One uninterrupted leadership of this process.
 *
 * Two signals, as a pod has SIGTERM and SIGKILL: `endingSignal` says take no new work and finish what you hold;
 * `signal` says this process may act no longer. On a loss both abort at once. Their `reason` is a
 * `LeadershipLostError`. A signal is set by a timer and may be late by the length of a freeze: wherever work resumes
 * after a pause, ask `isLeader`.
 *
 * A class, so that the decorated methods of an app can name it without `import type`, whatever compiles them.
 */
export abstract class LeadershipTerm {
  /** What the lease is called in Kubernetes. */
  abstract readonly leaseName: string;
  /** This candidate, as the lease names it. */
  abstract readonly identity: string;
  /**
   * The resource version of the write that began the term: a number that only grows from term to term, whoever leads.
   * Whoever checks it can refuse a late write of an earlier leader. `0n` outside Kubernetes.
   */
  abstract readonly fencingToken: bigint;
  /** The lease's `leaseTransitions` in this term; 0 outside Kubernetes. */
  abstract readonly transitions: number;
  /** When the term began, by this process's wall clock. */
  abstract readonly acquiredAt: Date;
  abstract readonly endingSignal: AbortSignal;
  abstract readonly signal: AbortSignal;
  /** With the token as a string: a bigint is not JSON. */
  abstract toJSON(): LeadershipTermJSON;
}

export interface LeadershipTermJSON {
  leaseName: string;
  identity: string;
  fencingToken: string;
  transitions: number;
  acquiredAt: string;
}

/** One occurrence of a scheduled job, named by when it was to run, not by when it did. */
export interface Tick {
  readonly scheduledAt: Date;
  /** 1, and one more each time that it is run again because a leader's end interrupted it. */
  readonly attempt: number;
}

/** A tick that a leader began and did not finish, as its successor finds it. */
export interface InterruptedTick extends Tick {
  /** The job's name in the ledger. */
  readonly job: string;
  /** It is run again now (`retryInterrupted`), with the next attempt. */
  readonly retried: boolean;
}

/** One call that the gate let through, of the term that let it through, even if the process led again since. */
export interface LeaderRun extends Partial<Tick> {
  readonly leaseName: string;
  readonly fencingToken: bigint;
  readonly endingSignal: AbortSignal;
  readonly signal: AbortSignal;
  /** With the token as a string: a bigint is not JSON. */
  toJSON(): LeaderRunJSON;
}

export interface LeaderRunJSON {
  leaseName: string;
  fencingToken: string;
  scheduledAt?: string;
  attempt?: number | undefined;
}
