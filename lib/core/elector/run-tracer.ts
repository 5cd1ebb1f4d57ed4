import { type LeaderRun } from './leadership-term.js';

/** Told of every run: for tracing. Neither method may throw. */
export interface RunTracer {
  /**
   * A run begins.
   *
   * @param name of the call, as warnings have it
   */
  began(name: string, run: LeaderRun): TracedRun;
}

/** A run that a tracer was told of. */
export interface TracedRun {
  /** Calls `fn` with whatever context belongs to the run. */
  within<T>(fn: () => T): T;
  /** The run has ended. */
  ended(): void;
}
