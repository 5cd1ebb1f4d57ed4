import { type ResolvedElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { SeededRandom } from './seeded-random.js';

export type Timings = Pick<
  ResolvedElectorOptions,
  | 'leaseDuration'
  | 'renewDeadline'
  | 'renewInterval'
  | 'retryInterval'
  | 'drainTimeout'
  | 'abortGrace'
  | 'releaseTimeout'
  | 'serverClockMargin'
>;

export const usualTimings: Timings = {
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  renewInterval: 5_000,
  retryInterval: 2_000,
  drainTimeout: 5_000,
  abortGrace: 1_000,
  releaseTimeout: 3_000,
  serverClockMargin: 2_000,
};

/** Any that the options allow, within reason; 0 gives the usual ones. */
export function timingsOf(seed: number): Timings {
  if (seed === 0) return usualTimings;
  const random = new SeededRandom(seed);
  const leaseDuration = random.integer(2, 40) * 1000;
  const renewDeadline = leaseDuration * random.between(0.3, 0.95);
  const renewInterval = renewDeadline * random.between(0.2, 0.7);
  return {
    leaseDuration,
    renewDeadline,
    renewInterval,
    retryInterval: (renewDeadline - renewInterval) * random.between(0.1, 0.9),
    drainTimeout: random.pick([0, random.between(0, 2 * leaseDuration)]),
    abortGrace: random.pick([0, random.between(0, leaseDuration)]),
    releaseTimeout: random.pick([500, 3_000, renewDeadline]),
    serverClockMargin: random.pick([0, 500, 2_000, 10_000, Infinity]),
  };
}

/** How far apart the rates of two clocks may be: the fast one's over the slow one's must be less than this. */
export function driftLimitOf(timings: readonly Timings[]): number {
  return Math.min(...timings.map(({ leaseDuration, renewDeadline }) => leaseDuration / renewDeadline));
}
