/**
 * What became of a tick:
 * - `done`: the job has run to its end; `failed`: it threw, and is not run again for it;
 * - `interrupted`: its leader ended before it was known to be done, and it is not run again;
 * - `late`: begun, but too late by then (`catchUp`), so the job was not called;
 * - `missed`: nobody began it within `catchUp`, or its job was paused;
 * - `superseded`: a later tick was run instead (`missed: 'latest'`).
 */
export type TickOutcome = 'done' | 'failed' | 'interrupted' | 'late' | 'missed' | 'superseded';

/** The end of a tick of a job with `once`. The leader tells of it, at least once. */
export interface TickEvent {
  /** The job's name in the ledger. */
  readonly job: string;
  /** What became of it. */
  readonly outcome: TickOutcome;
  /** When the job was to run, by its schedule. */
  readonly scheduledAt: Date;
  /** How often it was begun; 0 if never. */
  readonly attempt: number;
  /** When it last began; absent if it never did. */
  readonly startedAt?: Date;
  /** When the job was done; absent if it is not known to be. */
  readonly finishedAt?: Date;
  /** What the job threw. */
  readonly error?: unknown;
}

/** A tick that has been running for long: 10 minutes, 20, 40 and so on. The next ones of its job wait for it. */
export interface LongTickEvent {
  /** The job's name in the ledger. */
  readonly job: string;
  /** When the job was to run, by its schedule. */
  readonly scheduledAt: Date;
  /** How many times it has begun. */
  readonly attempt: number;
  /** When it began. */
  readonly startedAt: Date;
}
