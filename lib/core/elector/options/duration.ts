/** Milliseconds, or a string such as `'10s'`, `'500ms'`, `'1.5m'`, `'1h'`, `'7d'`. Any `string` type-checks, as configuration has. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}` | (string & {});

const unitInMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration in whole milliseconds, or undefined if the value is not a duration. Accepts negative and infinite ones: each
 * option has its own limits.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : toWhole(value);
  if (typeof value !== 'string') return undefined;
  if (value === 'Infinity') return Infinity;

  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value);
  return match === null ? undefined : toWhole(Number(match[1]) * unitInMs[match[2]]);
}

/** The duration as users write it, so that `parseDuration` reads it back: `20s`, `1.5s`, `250ms`, `2m`, `168h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return String(ms);
  if (Math.abs(ms) < unitInMs.s) return `${ms}ms`;
  if (ms % unitInMs.h === 0) return `${ms / unitInMs.h}h`;
  if (ms % unitInMs.m === 0) return `${ms / unitInMs.m}m`;
  return `${ms / unitInMs.s}s`;
}

/** Rounded, because '1.1m' is 66000.00000000001 ms in floating point. Never -0. */
function toWhole(ms: number): number {
  return Math.round(ms) + 0;
}
