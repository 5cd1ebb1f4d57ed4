/** Milliseconds on CLOCK_MONOTONIC, which all processes of a machine share, client-go's program included. */
export function now(): number {
  return fromNanoseconds(process.hrtime.bigint());
}

export function fromNanoseconds(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
