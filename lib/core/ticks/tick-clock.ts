import { type TickElector } from './tick-elector.js';

/** Milliseconds; clocks that are kept in time differ by less. */
const worthAWarning = 5_000;

/**
 * How far ahead of this machine's clock the API server's is followed: a machine that is minutes behind must not let its
 * ticks become too late for its successor, but an answer with a senseless `Date` must not use up the ticks of years.
 */
const mostBehind = 3_600_000;

/**
 * The time as far as it is known: this machine's clock, corrected by what the API server's answers prove about it. Says
 * once when it is far off, and when it no longer is.
 */
export class TickClock {
  private warned = false;

  constructor(private readonly elector: TickElector) {}

  now(): number {
    const { clock, clockError } = this.elector;
    this.watch(clockError);
    return clock.wall() - Math.max(clockError, -mostBehind);
  }

  private watch(error: number): void {
    const isFarOff = Math.abs(error) > worthAWarning;
    if (isFarOff === this.warned) return;
    this.warned = isFarOff;
    const { logger } = this.elector.options;
    if (!isFarOff) {
      logger.log("This machine's clock agrees with the API server's again.");
      return;
    }
    const seconds = Math.round(Math.abs(error) / 1000);
    logger.warn(
      `This machine's clock is ${seconds} s ${error > 0 ? 'ahead of' : 'behind'} the API server's. Jobs with \`once\` ` +
        (error < -mostBehind ? 'follow it for an hour of that, and run late.' : "go by the API server's."),
    );
  }
}
