import { type OpenRun } from '../../../lib/core/elector/leader-work.js';

/** A job that the gate let through. */
export interface Job {
  readonly open: OpenRun;
  ended: boolean;
  /** Never ends. */
  hangs: boolean;
  /** Listens to `endingSignal`, too. */
  isPolite: boolean;
}

/** What the jobs of a candidate are like from now on. */
export interface JobHabits {
  /** Milliseconds that a job goes on after the signal it listens to, at most. */
  reaction: number;
  /** How many never end. */
  hangs: number;
  /** How many listen to `endingSignal`, others to `signal`. */
  polite: number;
}

export const goodJobs: JobHabits = { reaction: 500, hangs: 0, polite: 0.5 };
