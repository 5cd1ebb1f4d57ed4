import { type Duration } from '../elector/options/duration.js';
import { type OptionReader } from '../elector/options/option-reader.js';
import { trueOrFalse } from '../elector/options/expectations.js';

/** How a job keeps its ticks, beyond `once: true`. */
export interface TickOptions {
  /**
   * How late a tick may still be begun: after an outage, a failover, a pause. 0: never late by more than the scheduler
   * itself is (a second). At most 30 days.
   *
   * @default '5m', or three times `leaseDuration` if that is longer: an ordinary failover loses no tick
   */
  catchUp?: Duration;
  /**
   * If several ticks were missed: run the latest only, or all of them, one after the other, in order.
   *
   * @default 'latest'
   */
  missed?: 'latest' | 'all';
  /**
   * How often a tick may be run again that a leader's end interrupted. 0: at most once, some ticks never to their end.
   * More: at least once, up to that many repetitions, so the job has to be idempotent.
   *
   * @default 0
   */
  retryInterrupted?: number;
  /**
   * How often a tick may be run again that failed: 1 s after the first failure, and each time twice as long after it, up to
   * a minute.
   *
   * @default 0
   */
  retryFailed?: number;
  /**
   * Ticks begin a while later, each by another part of that time: so that jobs that are all scheduled at midnight do not
   * begin at once. Their `scheduledAt` stays. At most an hour.
   *
   * @default 0
   */
  jitter?: Duration;
  /**
   * A job that the ledger does not know yet also catches up ticks from before it was known.
   *
   * @default false
   */
  catchUpNew?: boolean;
}

/** The same, checked. */
export interface ResolvedTickOptions {
  /** Milliseconds; undefined: by the lease's duration. */
  readonly catchUp: number | undefined;
  readonly missed: 'latest' | 'all';
  readonly retryInterrupted: number;
  readonly retryFailed: number;
  /** Milliseconds. */
  readonly jitter: number;
  readonly catchUpNew: boolean;
}

export const tickOptionNames = [
  'catchUp',
  'missed',
  'retryInterrupted',
  'retryFailed',
  'jitter',
  'catchUpNew',
] as const;

/** Milliseconds. */
const day = 24 * 3_600_000;

/** A ledger entry that nobody needs any more is kept for longer than that. */
const longestCatchUp = 30 * day;

const longestJitter = 3_600_000;

const retries = {
  accepts: (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100,
  expected: 'a whole number from 0 to 100',
};

/** Reports what is wrong to the reader. */
export function readTickOptions(reader: OptionReader): ResolvedTickOptions {
  return {
    catchUp: reader.duration('catchUp', {
      mayBeZero: true,
      longest: { ms: longestCatchUp, reason: 'because the ledger forgets jobs that are gone' },
    }),
    missed:
      reader.option('missed', {
        accepts: (value): value is 'latest' | 'all' => value === 'latest' || value === 'all',
        expected: "'latest' or 'all'",
      }) ?? 'latest',
    retryInterrupted: reader.option('retryInterrupted', retries) ?? 0,
    retryFailed: reader.option('retryFailed', retries) ?? 0,
    jitter:
      reader.duration('jitter', {
        mayBeZero: true,
        longest: { ms: longestJitter, reason: 'because it only spreads begins' },
      }) ?? 0,
    catchUpNew: reader.option('catchUpNew', trueOrFalse) ?? false,
  };
}
