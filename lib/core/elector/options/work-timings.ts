import { type ResolvedElectorOptions } from './elector-options.js';
import { type DurationLimits, type OptionReader } from './option-reader.js';

/** Node's timers hold 2³¹ − 1 ms, some 24.8 days; a longer one fires after 1 ms. */
export const longestTimer = { ms: 24 * 24 * 3_600_000, reason: 'because timers go no further' };

type WorkTimings = Pick<ResolvedElectorOptions, 'drainTimeout' | 'abortGrace' | 'serverClockMargin'>;

/** The timings that stand each for itself. */
export function readWorkTimings(read: OptionReader, defaults: WorkTimings): WorkTimings {
  const upToTimer: DurationLimits = { mayBeZero: true, longest: longestTimer };
  return {
    drainTimeout: read.duration('drainTimeout', upToTimer) ?? defaults.drainTimeout,
    abortGrace: read.duration('abortGrace', upToTimer) ?? defaults.abortGrace,
    serverClockMargin:
      read.duration('serverClockMargin', { mayBeZero: true, mayBeInfinite: true }) ?? defaults.serverClockMargin,
  };
}
