import { type ElectionHealth } from '../../core/elector/election-health.js';
import { type Observable } from 'rxjs';
import { type ElectorEvents } from '../../core/elector/elector-events.js';
import { type StepDownOptions, type WaitOptions } from '../../core/elector/elector-port.js';
import { type LeaderRun, type LeadershipTerm } from '../../core/elector/leadership-term.js';
import { type LeaderEvent } from '../../core/elector/leader-event.js';
import { type RunTracer } from '../../core/elector/run-tracer.js';
import { type JobStatus } from '../../core/ticks/job-status.js';
import { type WorkWhileLeading } from '../../core/elector/while-leading.js';
import { type RunOnceOptions } from '../../core/ticks/run-once.js';
import { type DecoratedCall } from './decorated-call.js';
import { attachInternals } from './internals-of.js';
import { LeaderInternals } from './leader-internals.js';

/**
 * A lease, as this process sees it. Inject the service of `forRoot`'s lease by its class, and that of a further lease with
 * `@InjectLeader('reports')`.
 *
 * For a unit test, `leadingStub()` of `nestjs-kubernetes-leader/testing` takes its place.
 */
export class LeaderService {
  readonly #internals: LeaderInternals;

  /**
   * Only the module makes one, for each lease of an app.
   * @hidden
   */
  constructor(internals: LeaderInternals) {
    if (!(internals instanceof LeaderInternals)) {
      throw new TypeError(
        'A LeaderService is made by LeaderElectionModule, not with `new`. In a unit test, pass a stub: ' +
          '`leadingStub()` of nestjs-kubernetes-leader/testing.',
      );
    }
    this.#internals = internals;
    attachInternals(this, internals);
  }

  /**
   * Whether this process may act as the leader. Each read compares the clocks with the lease's deadline, so the answer is
   * right even after the process was frozen. Ask again whenever work resumes after a pause.
   */
  get isLeader(): boolean {
    return this.#internals.elector.isLeader;
  }

  /** What the lease is called in Kubernetes. */
  get leaseName(): string {
    return this.#internals.elector.leaseName;
  }

  /** The namespace of the lease. */
  get namespace(): string {
    return this.#internals.elector.namespace;
  }

  /** The name that this process has in the lease while it leads. */
  get identity(): string {
    return this.#internals.elector.identity;
  }

  /**
   * Who holds the lease, as this process last saw it. Undefined if nobody holds it, or if this process does not know yet.
   * A predecessor of the same identity is `pod-0 (not this process)`.
   */
  get holder(): string | undefined {
    return this.#internals.elector.holder;
  }

  /**
   * The current term; undefined whenever `isLeader` is false. After an `await` it may be a later term than the one in which
   * the call began. Use `currentRun` for the call's own fencing token.
   */
  get term(): LeadershipTerm | undefined {
    return this.#internals.elector.term;
  }

  /**
   * The run of this call: set in a method with `@OnlyLeader()`, in a handler with `@OnLeadershipAcquired()`, in a function
   * passed to `run()`, and in everything they call, also after an `await`. Undefined elsewhere.
   */
  get currentRun(): LeaderRun | undefined {
    return this.#internals.elector.currentRun;
  }

  /**
   * How many calls still run although their term is over. Until they have ended, this process takes no part in the
   * election.
   */
  get lingeringWork(): number {
    return this.#internals.elector.lingeringWork;
  }

  /** How the election is doing: for health checks and metrics. A snapshot, new at each read. */
  get health(): ElectionHealth {
    return this.#internals.elector.health;
  }

  /**
   * Resolves with the term as soon as this process leads.
   *
   * @param options `signal` stops the wait, which then rejects with the signal's reason
   * @throws LeaderElectionError `stopped` (as a rejection) if the app closes first
   */
  waitForLeadership(options?: WaitOptions): Promise<LeadershipTerm> {
    return this.#internals.elector.waitForLeadership(options);
  }

  /**
   * Lets another replica lead. Waits for the calls under way (up to `drainTimeout`), then aborts their signals, releases
   * the lease, and stays out of the election for a while.
   *
   * @param options `cooldown`: how long to stay out, in milliseconds or as `'30s'`. Default: one `leaseDuration`.
   * `to`: the identity of the replica that is to lead next. It takes the lease at once, the others wait one `retryInterval`
   * for it, and this process stays out for two by default
   * @returns resolves when the lease is released, or at once if this process does not lead
   */
  stepDown(options?: StepDownOptions): Promise<void> {
    return this.#internals.elector.stepDown(options);
  }

  /**
   * Has the option `eligible` asked now, rather than before the next take or renewal. If it says no, the gates are closed
   * when this returns. Without a function there is nothing to ask.
   */
  reconsider(): void {
    this.#internals.elector.reconsider();
  }

  /**
   * Runs `fn` if this process leads. It counts as a call of a method with `@OnlyLeader()`: shutdown waits for it, and it has
   * a `currentRun`.
   *
   * @param options `name`: how warnings name this call. Default: the function's name
   * @throws NotLeaderException (as a rejection) if this process does not lead
   */
  async run<T>(fn: (term: LeadershipTerm) => T | Promise<T>, options: { name?: string } = {}): Promise<T> {
    const open = this.#internals.elector.enter(options.name ?? (fn.name || 'LeaderService.run'));
    if (open === undefined) throw this.#internals.refusal();
    try {
      return await open.within(() => fn(open.term));
    } finally {
      open.end();
    }
  }

  /**
   * Starts something whenever this process begins to lead, now or later, and stops it as soon as the term is ending: a
   * queue's worker, a consumer. Shutdown waits for `stop`, up to `drainTimeout`.
   *
   * @example
   * ```ts
   * leader.whileLeading({
   *   start: () => setInterval(() => void sendInvoices(), 60_000),
   *   stop: timer => clearInterval(timer),
   * });
   * ```
   * @returns a function that stops it, and starts it no more; resolves when it has stopped
   */
  whileLeading<T>(work: WorkWhileLeading<T>): () => Promise<void> {
    return this.#internals.whileLeading(work);
  }

  /**
   * Runs one tick of a job at most once, whichever replica leads. Use it for jobs that are not scheduled by `@Cron` or
   * `@Interval`. Call it in every replica. The leader calls `fn` unless the lease's ledger already has this tick or a later
   * one of the job. It writes the tick down first, and `fn` has a `currentRun`. Ticks of one job run one after the other.
   *
   * @param name the name of the job in the ledger
   * @param scheduledAt names the tick: the time for which it was scheduled, the same in every replica
   * @param options `retryInterrupted`: how often a call with the same `scheduledAt` may run the tick again after the end of a
   * leader interrupted it (see the event `interrupted`). Default: 0
   * @returns the result of `fn`; undefined if `fn` was not called
   * @throws InvalidLeaderOptionsError (as a rejection), and what `fn` throws
   */
  async runOnce<T>(
    name: string,
    scheduledAt: Date,
    fn: () => T | Promise<T>,
    options?: RunOnceOptions,
  ): Promise<T | undefined> {
    const ticks = await this.#internals.ticks.load();
    return ticks.runOnce(name, scheduledAt, fn, options);
  }

  /**
   * The jobs with `@OnlyLeader({ once: true })` of this lease: their schedule, their next ticks, what came of the last one,
   * whether it is running, or paused. In every replica the same, but for what its own scheduler has been told.
   */
  jobs(): JobStatus[] {
    return this.#internals.ticks.loaded?.status() ?? [];
  }

  /**
   * Has no replica begin ticks of a job until `resumeJob()`; what is running goes on. Ticks of that time are not caught up.
   *
   * @param name the job's in the ledger
   * @param options `reason`: for whoever wonders, at most 200 letters. Default: 'paused'
   * @returns resolves when it is written into the lease
   * @throws InvalidLeaderOptionsError and LeaseRequestError (as rejections)
   */
  async pauseJob(name: string, options: { reason?: string } = {}): Promise<void> {
    await (await this.#internals.ticks.load()).pause(name, options.reason ?? 'paused');
  }

  /**
   * Ends a pause, whoever began it.
   *
   * @throws InvalidLeaderOptionsError and LeaseRequestError (as rejections)
   */
  async resumeJob(name: string): Promise<void> {
    await (await this.#internals.ticks.load()).resume(name);
  }

  /**
   * Has whoever leads run a job now, once, after what is due of it: also if it is paused. Its `scheduledAt` is about now.
   *
   * @returns resolves when it is written into the lease, not when the job has run
   * @throws InvalidLeaderOptionsError and LeaseRequestError (as rejections)
   */
  async runJob(name: string): Promise<void> {
    await (await this.#internals.ticks.load()).requestRun(name);
  }

  /**
   * @returns the current term
   * @throws NotLeaderException if this process does not lead
   */
  assertLeader(): LeadershipTerm {
    const { term } = this.#internals.elector;
    if (term === undefined) throw this.#internals.refusal();
    return term;
  }

  /**
   * The app's methods that this lease decides about, as they were found when the app started: for tests, and for anybody
   * who wonders why a job does not run. They are logged at debug level, too.
   */
  gates(): DecoratedCall[] {
    return [...this.#internals.gates];
  }

  /**
   * Everything that happens to the lease in this process; an event's `type` says what. If you subscribe in a constructor or
   * in `onModuleInit`, you miss nothing, because the election starts afterwards. The stream completes when the app has
   * closed, after the last event. If a subscriber throws, the error is logged, and nobody else is affected. Subscribers are
   * called outside the request in which something happened.
   *
   * @example
   * ```ts
   * leader.events$.subscribe(event => {
   *   if (event.type === 'lost') new Logger('Billing').warn(event.reason.message);
   * });
   * ```
   */
  get events$(): Observable<LeaderEvent> {
    return this.#internals.events$;
  }

  /** Has every run told from now on, for tracing; one tracer at a time. */
  traceRuns(tracer: RunTracer): void {
    this.#internals.elector.traceRuns(tracer);
  }

  /**
   * Calls the listener at each such event. `acquired` comes synchronously when a term begins, `lost` when this process may no
   * longer act. What a listener throws is logged, and nobody else is affected.
   */
  on<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.on(event, listener);
    return this;
  }

  /** Like `on`, but only for the next time. */
  once<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.once(event, listener);
    return this;
  }

  /** Removes a listener that `on` or `once` added. */
  off<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.off(event, listener);
    return this;
  }
}
