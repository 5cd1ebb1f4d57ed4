import { type ElectorPort } from '../../core/elector/elector-port.js';
import { type OpenRun } from '../../core/elector/leader-work.js';
import { LazyTicks } from '../../core/ticks/lazy-ticks.js';
import { thisCopy } from './copies.js';
import { NotLeaderException } from './not-leader.exception.js';
import { SkipLog } from './skip-log.js';

/** What the Nest module decides about a lease's service, beyond the election. */
export interface LeaderServiceOptions {
  readonly exposeHolder: boolean;
}

/** What is behind a `LeaderService`: for the gates, handlers and jobs of this package, not for users. */
export class LeaderInternals {
  /** Which copy of the package made it. */
  readonly madeBy = thisCopy;
  readonly ticks: LazyTicks;
  private readonly skips: SkipLog;

  constructor(
    readonly elector: ElectorPort,
    private readonly options: LeaderServiceOptions,
  ) {
    this.ticks = new LazyTicks(elector);
    this.skips = new SkipLog(elector.clock);
  }

  /** Begins a tracked call if this process leads. */
  enter(call: string): OpenRun | undefined {
    return this.elector.enter(call);
  }

  /** What a call that is refused gets. */
  refusal(): NotLeaderException {
    const { leaseName, holder, options } = this.elector;
    return new NotLeaderException({
      leaseName,
      retryAfter: Math.max(1, Math.ceil(options.retryInterval / 1000)),
      ...(this.options.exposeHolder && holder !== undefined ? { holder } : {}),
    });
  }

  /** Says at debug level that a call was skipped. */
  skipped(call: string): void {
    if (!this.skips.isFirst(call)) return;
    const { leaseName, options } = this.elector;
    options.logger.debug?.(`${call} was skipped: this process does not lead the lease "${leaseName}".`);
  }
}
