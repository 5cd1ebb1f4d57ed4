import { type Handler } from './handler.js';
import { HandlerCooldown } from '../../core/elector/handler-cooldown.js';
import { type HandledEvent } from './handler-metadata.js';
import { type Clock, systemClock } from '../../core/clock/clock.js';
import { roundedDuration } from '../../core/clock/rounded-duration.js';
import { isEndOfTerm } from '../../core/elector/is-end-of-term.js';
import { type LeadershipTerm } from '../../core/elector/leadership-term.js';
import { type OpenRun } from '../../core/elector/leader-work.js';
import { type ElectorPort } from '../../core/elector/elector-port.js';

/** Calls the user's handlers on the events of one lease. */
export class LeaseHandlers {
  private readonly handlers: Record<HandledEvent, Handler[]> = { acquired: [], lost: [], leaderChanged: [] };
  /** Handlers of `lost` under way, with their names: shutdown waits for them. */
  private readonly underWay = new Map<Promise<void>, string>();
  private readonly cooldown: HandlerCooldown;
  private begun = 0;
  private failedTerm: LeadershipTerm | undefined;

  constructor(
    private readonly elector: ElectorPort,
    private readonly clock: Clock = systemClock,
  ) {
    this.cooldown = new HandlerCooldown(elector.options.leaseDuration);
    elector.onFirst('acquired', term => this.onAcquired(term));
    elector.onFirst('lost', (term, reason) => {
      if (this.failedTerm !== term) this.cooldown.afterTerm(this.healthyFor());
      for (const handler of this.handlers.lost) this.track(handler.call, this.attempt(handler, term, reason));
    });
    elector.onFirst('leaderChanged', (holder, previous) => {
      for (const handler of this.handlers.leaderChanged) void this.attempt(handler, holder, previous);
    });
  }

  add(event: HandledEvent, handler: Handler): void {
    this.handlers[event].push(handler);
  }

  /** For handlers that were found after the term began. */
  catchUp(): void {
    const { term } = this.elector;
    if (term !== undefined) this.onAcquired(term);
  }

  /** Resolves when the handlers of `lost` are done, or after `drainTimeout` with a warning that names those that are not. */
  async settled(): Promise<void> {
    if (this.underWay.size === 0) return;
    const { drainTimeout, logger } = this.elector.options;
    let giveUp: () => void = () => {};
    const timeout = new Promise<void>(resolve => (giveUp = resolve));
    const timer = this.clock.setTimer(giveUp, drainTimeout);
    await Promise.race([Promise.all(this.underWay.keys()), timeout]);
    timer.cancel();
    if (this.underWay.size === 0) return;
    const names = [...new Set(this.underWay.values())].join(', ');
    logger.warn(
      `Not waiting any longer for @OnLeadershipLost() of ${names}: not done within ${roundedDuration(drainTimeout)}.`,
    );
  }

  private onAcquired(term: LeadershipTerm): void {
    this.begun = this.clock.monotonic();
    for (const handler of this.handlers.acquired) {
      const run = this.elector.enter(handler.call);
      if (run !== undefined) void this.runForTerm(handler, term, run);
    }
  }

  private async runForTerm(handler: Handler, term: LeadershipTerm, run: OpenRun): Promise<void> {
    try {
      await run.within(() => handler.invoke(term));
    } catch (error) {
      this.onFailure(handler, term, error);
    } finally {
      run.end();
    }
  }

  private onFailure(handler: Handler, term: LeadershipTerm, error: unknown): void {
    if (term.endingSignal.aborted || !this.elector.isLeader) {
      if (!isEndOfTerm(error, term)) this.logFailure(handler, error, 'at the end of the term');
      return;
    }
    if (this.failedTerm === term) return this.logFailure(handler, error, 'too');
    this.failedTerm = term;
    const cooldown = this.cooldown.afterFailure(this.healthyFor());
    this.logFailure(handler, error, `and this process steps down for ${cooldown / 1000} s, so that another can lead`);
    void this.elector.stepDown({ cooldown });
  }

  private async attempt(handler: Handler, ...args: unknown[]): Promise<void> {
    try {
      await handler.invoke(...args);
    } catch (error) {
      this.logFailure(handler, error);
    }
  }

  private track(call: string, work: Promise<void>): void {
    this.underWay.set(work, call);
    void work.then(() => this.underWay.delete(work));
  }

  private healthyFor(): number {
    return this.clock.monotonic() - this.begun;
  }

  private logFailure({ call, decorator }: Handler, error: unknown, consequence = ''): void {
    const message = `${decorator} ${call} failed${consequence && ` ${consequence}`}: ${String(error)}`;
    this.elector.options.logger.error(message, error instanceof Error ? error.stack : undefined);
  }
}
