import { AsyncResource } from 'node:async_hooks';
import { type Observable } from 'rxjs';
import { type ElectorPort } from '../../core/elector/elector-port.js';
import { type LeaderEvent } from '../../core/elector/leader-event.js';
import { type OpenRun } from '../../core/elector/leader-work.js';
import { WhileLeading, type WorkWhileLeading } from '../../core/elector/while-leading.js';
import { LazyTicks } from '../../core/ticks/lazy-ticks.js';
import { LeaderEvents } from './leader-events.js';
import { type AppLife } from './app-life.js';
import { thisCopy } from './copies.js';
import { type DecoratedCall } from './decorated-call.js';
import { NotLeaderException } from './not-leader.exception.js';
import { SkipLog } from './skip-log.js';

/** What the Nest module decides about a lease's service, beyond the election. */
export interface LeaderServiceOptions {
  readonly exposeHolder: boolean;
}

const refusedEarly = 'A call was refused';

/** What is behind a `LeaderService`: for the gates, handlers and jobs of this package, not for users. */
export class LeaderInternals {
  /** Which copy of the package made it. */
  readonly madeBy = thisCopy;
  readonly ticks: LazyTicks;
  /** The app's methods that this lease decides about. */
  readonly gates: DecoratedCall[] = [];
  private events: LeaderEvents | undefined;
  private hasStopped = false;
  private readonly skips: SkipLog;
  /** As the elector's: not that of a request in which somebody asks for work. */
  private readonly ownContext = new AsyncResource('LeaderElection');
  /** Undefined while there is nothing. */
  private warned: Set<string> | undefined;

  constructor(
    readonly elector: ElectorPort,
    private readonly options: LeaderServiceOptions,
    readonly life: AppLife,
  ) {
    this.ticks = new LazyTicks(elector);
    this.skips = new SkipLog(elector.clock);
  }

  /** Begins a tracked call if this process leads. */
  enter(call: string): OpenRun | undefined {
    return this.elector.enter(call);
  }

  /** Of a call that is yet to come to its gate: the run lasts until its answer is sent. */
  enterAround(call: string): OpenRun | undefined {
    return this.elector.enterAround(call);
  }

  whileLeading<T>(work: WorkWhileLeading<T>): () => Promise<void> {
    return this.ownContext.runInAsyncScope(() => new WhileLeading(this.elector, work)).end;
  }

  /** Made when somebody asks for it. */
  get events$(): Observable<LeaderEvent> {
    this.events ??= new LeaderEvents(this.elector);
    if (this.hasStopped) this.events.complete();
    return this.events.stream;
  }

  /** The elector has stopped: nothing happens any more. */
  stopped(): void {
    this.hasStopped = true;
    this.skips.end();
    this.events?.complete();
  }

  /** What a call that is refused gets. */
  refusal(): NotLeaderException {
    this.turnedAway('refused');
    if (!this.life.isStarted) this.warnOnce(refusedEarly, this.notStarted(refusedEarly));
    const { leaseName, holder, options } = this.elector;
    return new NotLeaderException({
      leaseName,
      retryAfter: Math.max(1, Math.ceil(options.retryInterval / 1000)),
      ...(this.options.exposeHolder && holder !== undefined ? { holder } : {}),
    });
  }

  /** A skipped call leaves no garbage if nobody listens: there may be thousands in a second. */
  private turnedAway(outcome: 'skipped' | 'refused'): void {
    if (this.elector.isHeard('turnedAway')) this.elector.report('turnedAway', { outcome });
  }

  /**
   * Says at debug level that a call was skipped; at warn level, once for each method, if nobody has said that it may be
   * (`unasked`), and if the election has never started.
   */
  skipped(call: string, how: 'skip' | 'unasked' = 'skip'): void {
    this.turnedAway('skipped');
    const { isStarted } = this.life;
    if ((how === 'unasked' || !isStarted) && !this.warned?.has(call)) {
      this.warnOnce(call, isStarted ? this.unasked(call) : this.notStarted(`${call} was skipped`));
    } else if (this.skips.isFirst(call)) {
      const { leaseName, options } = this.elector;
      options.logger.debug?.(`${call} was skipped: this process does not lead the lease "${leaseName}".`);
    }
  }

  private warnOnce(of: string, message: string): void {
    if (this.warned?.has(of)) return;
    this.warned = (this.warned ?? new Set<string>()).add(of);
    this.elector.options.logger.warn(message);
  }

  private unasked(call: string): string {
    return (
      `${call} was skipped, and its caller got no result: this process does not lead the lease "${this.elector.leaseName}". ` +
      "If every replica gets this call, write `otherwise: 'skip'` in its @OnlyLeader(); if only this one did, so that it " +
      "would be lost, write `otherwise: 'throw'`. (This is said once.)"
    );
  }

  private notStarted(what: string): string {
    return (
      `${what}: the election for the lease "${this.elector.leaseName}" has not started yet. It starts with ` +
      '`app.init()` or `app.listen()`; an app that only starts its microservices calls `app.init()`, too.'
    );
  }
}
