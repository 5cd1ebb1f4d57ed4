/** A duration for a message, rounded: `850 ms`, `1.7 s`, `20 s`, `2.5 min`, `3 h`. For options, see `formatDuration`. */
export function roundedDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${tenths(milliseconds / 1000)} s`;
  if (milliseconds < 3_597_000) return `${tenths(milliseconds / 60_000)} min`;
  return `${tenths(milliseconds / 3_600_000)} h`;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
