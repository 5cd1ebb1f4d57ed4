import { type ResolvedElectorOptions } from './elector-options.js';
import { type DurationLimits, type OptionReader } from './option-reader.js';

/** Node's timers hold 2³¹ − 1 ms, some 24.8 days. A longer one would fire after 1 ms. */
export const longestTimer = { ms: 24 * 24 * 3_600_000, reason: 'because timers cannot be longer' };

type WorkTimings = Pick<ResolvedElectorOptions, 'drainTimeout' | 'abortGrace' | 'releaseTimeout' | 'serverClockMargin'>;

/** The timings that are independent of each other. */
export function readWorkTimings(read: OptionReader, defaults: WorkTimings): WorkTimings {
  const upToTimer: DurationLimits = { mayBeZero: true, longest: longestTimer };
  return {
    drainTimeout: read.duration('drainTimeout', upToTimer) ?? defaults.drainTimeout,
    abortGrace: read.duration('abortGrace', upToTimer) ?? defaults.abortGrace,
    releaseTimeout: read.duration('releaseTimeout', upToTimer) ?? defaults.releaseTimeout,
    serverClockMargin:
      read.duration('serverClockMargin', { mayBeZero: true, mayBeInfinite: true }) ?? defaults.serverClockMargin,
  };
}
