import { type ResolvedTickOptions } from '../../../lib/core/ticks/once-options.js';

/** What a world's one job is like. */
export interface SimulatedJob {
  readonly period: number;
  /** Milliseconds that a run takes, at most. */
  readonly longest: number;
  readonly options: ResolvedTickOptions & { readonly catchUp: number };
}

export const defaults: SimulatedJob['options'] = {
  catchUp: 3_600_000,
  missed: 'all',
  retryInterrupted: 0,
  retryFailed: 0,
  jitter: 0,
  catchUpNew: false,
};

/** Jobs short and long, frequent and rare, patient and not. */
export function jobOf(seed: number, options: Partial<SimulatedJob['options']>): SimulatedJob {
  const period = [5000, 15_000, 45_000][seed % 3];
  const longest = period * [0.001, 0.1, 0.4][Math.floor(seed / 3) % 3];
  const variant = Math.floor(seed / 9);
  return {
    period,
    longest,
    options: {
      ...defaults,
      catchUp: [3_600_000, 3_600_000, 60_000, 15_000, 1000][variant % 5],
      missed: variant % 8 === 5 ? 'latest' : 'all',
      retryFailed: variant % 3 === 0 ? 3 : 0,
      jitter: variant % 7 === 0 ? period * 0.3 : 0,
      ...options,
    },
  };
}
