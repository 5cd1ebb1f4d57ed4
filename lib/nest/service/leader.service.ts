import { type ElectorEvents } from '../../core/elector/elector-events.js';
import { type StepDownOptions, type WaitOptions } from '../../core/elector/elector-port.js';
import { type LeaderRun, type LeadershipTerm } from '../../core/elector/leadership-term.js';
import { type RunOnceOptions } from '../../core/ticks/run-once.js';
import { attachInternals } from './internals-of.js';
import { LeaderInternals } from './leader-internals.js';

/**
 * A lease, seen from this process. Inject the first lease's by its class, a second one's with `@InjectLeader('reports')`.
 *
 * In a unit test of gated methods `{ isLeader: true }` in its place is enough.
 */
export class LeaderService {
  readonly #internals: LeaderInternals;

  /** Only the module makes one, for each lease of an app. */
  constructor(internals: LeaderInternals) {
    if (!(internals instanceof LeaderInternals)) {
      throw new TypeError(
        'A LeaderService is made by LeaderElectionModule, not with `new`. In a unit test, pass a stub: ' +
          '`{ isLeader: true } as LeaderService`.',
      );
    }
    this.#internals = internals;
    attachInternals(this, internals);
  }

  /**
   * Whether this process may act as the leader. Compares the clocks with the lease's deadline each time it is read, so it
   * is right even where the process was frozen: ask again wherever work resumes after a pause.
   */
  get isLeader(): boolean {
    return this.#internals.elector.isLeader;
  }

  /** What the lease is called in Kubernetes. */
  get leaseName(): string {
    return this.#internals.elector.leaseName;
  }

  get namespace(): string {
    return this.#internals.elector.namespace;
  }

  /** This process, as the lease names it when it leads. */
  get identity(): string {
    return this.#internals.elector.identity;
  }

  /** Who the lease names, as far as this process has seen; undefined for nobody, or not known yet. */
  get holder(): string | undefined {
    return this.#internals.elector.holder;
  }

  /**
   * The present term; undefined whenever `isLeader` is false. After an `await` it may be another one than the call began
   * in: a call's own fencing token is in `currentRun`.
   */
  get term(): LeadershipTerm | undefined {
    return this.#internals.elector.term;
  }

  /**
   * The call that the gate let through, in it and in everything it calls, also after an `await`: a method with
   * `@OnlyLeader()`, a handler with `@OnLeadershipAcquired()`, or what was passed to `run()`. Undefined elsewhere.
   */
  get currentRun(): LeaderRun | undefined {
    return this.#internals.elector.currentRun;
  }

  /**
   * Resolves with the term as soon as this process leads.
   *
   * @param options `signal` gives up waiting: rejects with its reason
   * @throws LeaderElectionError where the app closes before that
   */
  waitForLeadership(options?: WaitOptions): Promise<LeadershipTerm> {
    return this.#internals.elector.waitForLeadership(options);
  }

  /**
   * Lets another replica lead: waits for the work under way (up to `drainTimeout`), aborts what is left of it, releases
   * the lease and stays out of the election for a while.
   *
   * @param options `cooldown`: how long to stay out, in milliseconds or as `'30s'`. Default: one `leaseDuration`
   * @returns resolves when the lease is released; at once where this process does not lead
   */
  stepDown(options?: StepDownOptions): Promise<void> {
    return this.#internals.elector.stepDown(options);
  }

  /**
   * Runs `fn` if this process leads, tracked like a call of a method with `@OnlyLeader()`: shutdown waits for it, and
   * `currentRun` is set in it.
   *
   * @param options `name`: what the warning about work that did not end calls it. Default: the function's name
   * @throws NotLeaderException (as a rejection) where this process does not lead
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
   * Runs one tick of a job, at most once whoever leads: for jobs that are scheduled in other ways than by `@Cron` and
   * `@Interval`. Every replica calls it, and in that of the leader `fn` is called if the lease's ledger does not have that
   * tick, nor a later one of the job: written down first, tracked, with `currentRun` set. Ticks of one job wait for each
   * other.
   *
   * @param name the job's in the ledger
   * @param scheduledAt the tick: when it was to run, not when it does; the same in every replica
   * @param options `retryInterrupted`: how often a tick that a leader's end interrupted may be run again, by a call with the
   * same `scheduledAt` (see the event `interrupted`)
   * @returns what `fn` returned; undefined where it was not called
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
   * @returns the present term
   * @throws NotLeaderException where this process does not lead
   */
  assertLeader(): LeadershipTerm {
    const { term } = this.#internals.elector;
    if (term === undefined) throw this.#internals.refusal();
    return term;
  }

  /** As an EventEmitter's. `lost` comes when the process may act no longer, `acquired` synchronously with the term's begin. */
  on<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.on(event, listener);
    return this;
  }

  once<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.once(event, listener);
    return this;
  }

  off<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#internals.elector.off(event, listener);
    return this;
  }
}
