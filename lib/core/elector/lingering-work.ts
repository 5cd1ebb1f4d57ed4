import { type Clock, type Timer } from '../clock/clock.js';
import { type LeaderWork } from './leader-work.js';
import { lingeringMessage } from './messages.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';

/** Milliseconds between two reminders. */
const reminderInterval = 60_000;

/**
 * Work that goes on after its term has ended keeps this process out of the election: a new term would run beside it. That
 * is right and easily overlooked, so it is said when it begins and once a minute.
 */
export class LingeringWork {
  private timer: Timer | undefined;
  private since = 0;
  private isSaid = false;

  constructor(
    private readonly options: ResolvedElectorOptions,
    private readonly clock: Clock,
    private readonly work: LeaderWork,
  ) {}

  /** The term is over, or an election begins anew, with work under way that may need a moment to end. */
  watch(): void {
    if (!this.work.isRunning) return;
    this.since = this.clock.monotonic();
    this.remindIn(this.options.abortGrace);
  }

  /** It has had that moment, and somebody has said so. */
  watchOn(): void {
    this.isSaid = true;
    this.remindIn(reminderInterval);
  }

  /** The last call has ended. */
  idle(): void {
    this.timer?.cancel();
    if (!this.isSaid) return;
    this.isSaid = false;
    const { leaseName, logger } = this.options;
    logger.log(`Lease "${leaseName}": the work of the last term has ended, so this process campaigns again.`);
  }

  /** There is no election to be kept out of. */
  dispose(): void {
    this.timer?.cancel();
    this.isSaid = false;
  }

  private remindIn(delay: number): void {
    this.timer?.cancel();
    this.timer = this.clock.setTimer(() => {
      const { options, work, since } = this;
      options.logger.warn(lingeringMessage(options, work.names, this.clock.monotonic() - since));
      this.watchOn();
    }, delay);
  }
}
