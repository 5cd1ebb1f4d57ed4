import { type Lab } from './lab/lab.js';
import { type Summary } from './samples.js';

/** One line of the table: what is measured, of whom, and what it is held against. */
export interface Row {
  readonly name: string;
  /** What is measured, as the table says it. */
  readonly title: string;
  readonly unit: string;
  /** Whether the results keep every sample, for a plot. */
  readonly plotted?: boolean;
  readonly measurements: readonly Measurement[];
  /** Checks of what was not measured in a quick run are left out: their figure is NaN. @param of the samples of one `who` */
  judge(of: Samples): Check[];
}

export interface Measurement {
  /** Mostly waits: it may run beside others that do, after everything that is sensitive to the machine's load. */
  readonly patient?: boolean;
  /** Left out of a quick run. */
  readonly slow?: boolean;
  take(lab: Lab): Promise<Taken[]>;
}

export interface Taken {
  /** Who was measured, in what setting. */
  readonly who: string;
  readonly samples: readonly number[];
  /** What a reader of the figures has to know. */
  readonly note?: string;
}

export type Samples = (who: string) => readonly number[];

/** A figure and what it is to reach. */
export interface Check {
  readonly what: string;
  readonly figure: number;
  readonly target: number;
  /** @default 'at most' */
  readonly reach?: 'at most' | 'at least';
  /** A ratio or a count, which tells the same on any machine: a quick run fails where it is worse than twice its target. */
  readonly portable: boolean;
}

export interface Result {
  readonly row: string;
  readonly title: string;
  readonly unit: string;
  /** ISO 8601; rows that ran alone have their own. */
  readonly measuredAt: string;
  readonly measured: readonly Measured[];
  readonly checks: readonly (Check & { readonly reached: boolean })[];
}

export interface Measured extends Summary {
  readonly who: string;
  readonly note?: string;
  /** Milliseconds; only where a plot needs every one. */
  readonly samples?: readonly number[];
}

export function isReached(check: Check, slack = 1): boolean {
  return check.reach === 'at least' ? check.figure >= check.target / slack : check.figure <= check.target * slack;
}
