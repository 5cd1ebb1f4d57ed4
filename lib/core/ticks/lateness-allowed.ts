import { type ResolvedTickOptions } from './once-options.js';

/** How late the scheduler's own call of a job, or ours, may come without being a catch-up. */
const leastLateness = 1000;

const ordinaryFailover = 5 * 60_000;

/** Milliseconds by which a tick may be late. */
export function latenessAllowed({ catchUp, jitter }: ResolvedTickOptions, leaseDuration: number): number {
  return Math.max(catchUp ?? Math.max(ordinaryFailover, 3 * leaseDuration), leastLateness) + jitter;
}
