import { describeDuration } from './describe-value.js';
import { formatDuration } from './duration.js';
import { type ResolvedElectorOptions } from './elector-options.js';
import { type DurationLimits, type OptionReader } from './option-reader.js';

/** The four timings that must fit together. */
export type ElectionTimingName = 'renewInterval' | 'leaseDuration' | 'renewDeadline' | 'retryInterval';
export type ResolvedTimings = Pick<ResolvedElectorOptions, ElectionTimingName>;

const defaultLeaseDuration = 20_000;
const defaultRetryInterval = 2_000;
const shortestLease = 2_000;
const longestLease = 7 * 24 * 3_600_000;

/**
 * Reads the four timings, and derives those that were left out from those that were set:
 * - leaseDuration: 2 × renewInterval, rounded up to whole seconds and at least 2 s; 20 s if renewInterval is not set;
 * - renewDeadline: ¾ × leaseDuration;
 * - renewInterval: a quarter of leaseDuration, or ⅔ of renewDeadline if that is less: with one renewal a lease, an outage of
 *   the API server for 8 s cost 7 to 9 of 20 leaders their term, with three none;
 * - retryInterval: 2 s, but at most half of the time between renewInterval and renewDeadline.
 *
 * A second lease takes what it does not set from the `root` instead. Nothing is derived from a wrong value, so that one
 * mistake is reported once: undefined if one of the four is wrong or cannot be derived.
 */
export function readElectionTimings(read: OptionReader, root?: ResolvedTimings): ResolvedTimings | undefined {
  const given: Partial<ResolvedTimings> = {
    renewInterval: read.duration('renewInterval', root || read.has('leaseDuration') ? {} : halfOfLongestLease),
    leaseDuration: readLeaseDuration(read),
    renewDeadline: read.duration('renewDeadline'),
    retryInterval: read.duration('retryInterval'),
  };
  const settle = (name: ElectionTimingName, derive: () => number | undefined) =>
    read.has(name) ? given[name] : root ? root[name] : derive();

  const leaseDuration = settle('leaseDuration', () =>
    read.has('renewInterval') ? whenKnown(leaseFor, given.renewInterval) : defaultLeaseDuration,
  );
  const renewDeadline = settle('renewDeadline', () => whenKnown(lease => lease * 0.75, leaseDuration));
  const renewInterval = settle('renewInterval', () => whenKnown(intervalFor, leaseDuration, renewDeadline));
  const retryInterval = settle('retryInterval', () => whenKnown(retryFor, renewInterval, renewDeadline));

  const timings = { renewInterval, leaseDuration, renewDeadline, retryInterval };
  reportMisfits(timings, read, root !== undefined);
  return Object.values(timings).includes(undefined) ? undefined : (timings as ResolvedTimings);
}

const halfOfLongestLease: DurationLimits = {
  longest: { ms: longestLease / 2, reason: `half of the longest lease (${formatDuration(longestLease)})` },
};

function readLeaseDuration(read: OptionReader): number | undefined {
  const ms = read.duration('leaseDuration', {
    shortest: { ms: shortestLease, reason: 'because a duration of 1s means "released"' },
    longest: { ms: longestLease, reason: 'because candidates ignore a longer one' },
  });
  if (ms === undefined || ms % 1_000 === 0) return ms;
  read.report(
    `Expected \`leaseDuration\` to be whole seconds, because the Lease API has no fractions, got ${describeDuration(ms)}.`,
  );
  return undefined;
}

function leaseFor(renewInterval: number): number {
  return Math.max(shortestLease, Math.ceil((2 * renewInterval) / 1_000) * 1_000);
}

function intervalFor(leaseDuration: number, renewDeadline: number): number {
  return Math.max(1, Math.floor(Math.min(leaseDuration / 4, (renewDeadline * 2) / 3)));
}

function retryFor(renewInterval: number, renewDeadline: number): number {
  return Math.min(defaultRetryInterval, (renewDeadline - renewInterval) / 2);
}

/** A leader must stop before others may start, and must be able to retry before it has to stop. */
function reportMisfits(timings: Partial<ResolvedTimings>, read: OptionReader, hasRoot: boolean): void {
  const { renewInterval, leaseDuration, renewDeadline, retryInterval } = timings;
  const origin = (name: ElectionTimingName) => {
    if (read.has(name)) return undefined;
    if (hasRoot) return 'from forRoot';
    return name === 'renewDeadline' ? 'by default ¾ of `leaseDuration`' : undefined;
  };
  const limit = (name: ElectionTimingName, ms: number) =>
    `\`${name}\` (${[formatDuration(ms), origin(name) ?? []].flat().join(', ')})`;
  const got = (name: ElectionTimingName, ms: number) => describeDuration(ms, origin(name));

  if (leaseDuration !== undefined && renewDeadline !== undefined && renewDeadline >= leaseDuration) {
    read.report(
      `Expected \`renewDeadline\` to be shorter than ${limit('leaseDuration', leaseDuration)}, got ${got('renewDeadline', renewDeadline)}.`,
    );
  }
  if (renewInterval === undefined || renewDeadline === undefined) return;
  if (renewInterval >= renewDeadline) {
    read.report(
      `Expected \`renewInterval\` to be shorter than ${limit('renewDeadline', renewDeadline)}, got ${got('renewInterval', renewInterval)}.`,
    );
  } else if (retryInterval !== undefined && renewInterval + retryInterval >= renewDeadline) {
    const sum = `${formatDuration(renewInterval)} + ${formatDuration(retryInterval)}`;
    read.report(
      `Expected \`renewInterval\` + \`retryInterval\` to be shorter than ${limit('renewDeadline', renewDeadline)}, got ${sum}.`,
    );
  }
}

function whenKnown(
  derive: (...values: number[]) => number,
  ...values: readonly (number | undefined)[]
): number | undefined {
  return values.includes(undefined) ? undefined : derive(...(values as number[]));
}
