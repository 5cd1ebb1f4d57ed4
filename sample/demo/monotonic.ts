/**
 * Milliseconds on CLOCK_MONOTONIC. All processes of a machine read the same clock, so that what one stamps can be compared
 * with what another does. For judging only: the election compares no clocks of different candidates.
 */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
