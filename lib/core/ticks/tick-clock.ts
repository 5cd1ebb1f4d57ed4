import { type TickElector } from './tick-elector.js';

/** Milliseconds; clocks that are kept in time differ by less. */
const worthAWarning = 5_000;

/**
 * A clock that is years ahead would write ticks into the ledger that everybody else then counts as done: a leader
 * begins no tick earlier than this before its time by the API server's clock.
 */
const mostAhead = 60_000;

/** The wall clock, as far as it can be right; says once when it is far from the API server's, and when it no longer is. */
export class TickClock {
  private warned = false;

  constructor(private readonly elector: TickElector) {}

  now(): number {
    const { clock, clockError } = this.elector;
    this.watch(clockError);
    return clock.wall() - Math.max(0, clockError - mostAhead);
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
      `This machine's clock is ${seconds} s ${error > 0 ? 'ahead of' : 'behind'} the API server's: jobs with ` +
        `\`once\` run ${error > 0 ? 'early' : 'late'} here. No tick is lost or run twice for it.`,
    );
  }
}
