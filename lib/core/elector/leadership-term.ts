/**
 * One uninterrupted leadership of this process.
 *
 * Two signals, as a pod has SIGTERM and SIGKILL: `endingSignal` says take no new work and finish what you hold;
 * `signal` says this process may no longer act. On a loss both abort at once. Their `reason` is a
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
  /** Aborts when a graceful end begins: take no new work, finish what you hold. */
  abstract readonly endingSignal: AbortSignal;
  /** Aborts when this process may no longer act. */
  abstract readonly signal: AbortSignal;
  /** With the token as a string: a bigint is not JSON. */
  abstract toJSON(): LeadershipTermJSON;
}

/** A term as JSON: logs, or the answer of a route. */
export interface LeadershipTermJSON {
  /** What the lease is called in Kubernetes. */
  leaseName: string;
  /** This candidate, as the lease names it. */
  identity: string;
  /** The token in decimal digits. */
  fencingToken: string;
  /** The lease's `leaseTransitions`. */
  transitions: number;
  /** ISO 8601. */
  acquiredAt: string;
}

/** One occurrence of a scheduled job, named by when it was to run, not by when it did. */
export interface Tick {
  /** When the job was to run, by its schedule. */
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
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** The token of the term, to be checked by whoever receives a write of this call. */
  readonly fencingToken: bigint;
  /** Aborts when a graceful end of the term begins: start nothing new. */
  readonly endingSignal: AbortSignal;
  /** Aborts when this process may no longer act: pass it to what you await. */
  readonly signal: AbortSignal;
  /** With the token as a string: a bigint is not JSON. */
  toJSON(): LeaderRunJSON;
}

/** A run as JSON. */
export interface LeaderRunJSON {
  /** What the lease is called in Kubernetes. */
  leaseName: string;
  /** The token in decimal digits. */
  fencingToken: string;
  /** ISO 8601; only in a tick of a job with `once`. */
  scheduledAt?: string;
  /** Only in a tick of a job with `once`. */
  attempt?: number | undefined;
}
