import { type ElectorEvents } from '../../core/elector/elector-events.js';
import { type LeaderRun, type LeadershipTerm } from '../../core/elector/leadership-term.js';
import { type StepDownOptions, type WaitOptions } from '../../core/elector/lease-elector.js';
import { type GateRun, untracked } from '../gate/gate-run.js';
import { OncePerTurn } from '../gate/once-per-turn.js';
import { type TickJob } from '../../core/ticks/job-ticks.js';
import { type LeaseTicks, type RunOnceOptions } from '../../core/ticks/lease-ticks.js';
import { type LeaderElector } from '../elections/leader-elector.js';
import { NotLeaderException } from './not-leader.exception.js';

/** What the Nest module decides about a lease's service, beyond the election. */
export interface LeaderServiceOptions {
  readonly exposeHolder: boolean;
}

/**
 * A lease, seen from this process. Inject the first lease's by its class, a second one's with `@InjectLeader('reports')`.
 *
 * In a unit test of gated methods `{ isLeader: true }` in its place is enough.
 */
export class LeaderService {
  readonly #elector: LeaderElector;
  readonly #options: LeaderServiceOptions;
  readonly #skips = new OncePerTurn();
  /** Loaded only where they are used. */
  #ticks: Promise<LeaseTicks> | undefined;
  #jobs: WeakMap<object, Map<string | symbol, string>> | undefined;

  /** @internal */
  constructor(elector: LeaderElector, options: LeaderServiceOptions) {
    this.#elector = elector;
    this.#options = options;
  }

  /**
   * Whether this process may act as the leader. Compares the clocks with the lease's deadline each time it is read, so it
   * is right even where the process was frozen: ask again wherever work resumes after a pause.
   */
  get isLeader(): boolean {
    return this.#elector.isLeader;
  }

  /** What the lease is called in Kubernetes. */
  get leaseName(): string {
    return this.#elector.leaseName;
  }

  get namespace(): string {
    return this.#elector.namespace;
  }

  /** This process, as the lease names it when it leads. */
  get identity(): string {
    return this.#elector.identity;
  }

  /** Who the lease names, as far as this process has seen; undefined for nobody, or not known yet. */
  get holder(): string | undefined {
    return this.#elector.holder;
  }

  /**
   * The present term; undefined whenever `isLeader` is false. After an `await` it may be another one than the call began
   * in: a call's own fencing token is in `currentRun`.
   */
  get term(): LeadershipTerm | undefined {
    return this.#elector.term;
  }

  /**
   * The call that the gate let through, in it and in everything it calls, also after an `await`: a method with
   * `@OnlyLeader()`, a handler with `@OnLeadershipAcquired()`, or what was passed to `run()`. Undefined elsewhere.
   */
  get currentRun(): LeaderRun | undefined {
    return this.#elector.currentRun;
  }

  /**
   * Resolves with the term as soon as this process leads.
   *
   * @param options `signal` gives up waiting: rejects with its reason
   * @throws LeaderElectionError where the app closes before that
   */
  waitForLeadership(options?: WaitOptions): Promise<LeadershipTerm> {
    return this.#elector.waitForLeadership(options);
  }

  /**
   * Lets another replica lead: waits for the work under way (up to `drainTimeout`), aborts what is left of it, releases
   * the lease and stays out of the election for a while.
   *
   * @param options `cooldown`: how long to stay out, in milliseconds or as `'30s'`. Default: one `leaseDuration`
   * @returns resolves when the lease is released; at once where this process does not lead
   */
  stepDown(options?: StepDownOptions): Promise<void> {
    return this.#elector.stepDown(options);
  }

  /**
   * Runs `fn` if this process leads, tracked like a call of a method with `@OnlyLeader()`: shutdown waits for it, and
   * `currentRun` is set in it.
   *
   * @param options `name`: what the warning about work that did not end calls it. Default: the function's name
   * @throws NotLeaderException (as a rejection) where this process does not lead
   */
  async run<T>(fn: (term: LeadershipTerm) => T | Promise<T>, options: { name?: string } = {}): Promise<T> {
    const open = this.#elector.enter(options.name ?? (fn.name || 'LeaderService.run'));
    if (open === undefined) throw this.#refusal();
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
    const ticks = await this.#ledger();
    return ticks.runOnce(name, scheduledAt, fn, options);
  }

  /**
   * @returns the present term
   * @throws NotLeaderException where this process does not lead
   */
  assertLeader(): LeadershipTerm {
    const { term } = this.#elector;
    if (term === undefined) throw this.#refusal();
    return term;
  }

  /** As an EventEmitter's. `lost` comes when the process may act no longer, `acquired` synchronously with the term's begin. */
  on<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#elector.on(event, listener as never);
    return this;
  }

  once<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#elector.once(event, listener as never);
    return this;
  }

  off<E extends keyof ElectorEvents>(event: E, listener: (...args: ElectorEvents[E]) => void): this {
    this.#elector.off(event, listener as never);
    return this;
  }

  /**
   * The gate. Asks nothing but `isLeader` of anything that is not one of ours: a stub.
   *
   * @internal
   */
  static enter(leader: LeaderService, name: string): GateRun | undefined {
    if (#elector in leader) return leader.#elector.enter(name);
    return (leader as LeaderService).isLeader ? untracked : undefined;
  }

  /**
   * Has the ticks of a job kept from now on; nothing for a stub.
   *
   * @internal
   * @returns what is wrong with the job, if anything
   */
  static async keepTicks(
    leader: LeaderService,
    instance: object,
    key: string,
    job: TickJob,
  ): Promise<string | undefined> {
    if (!(#elector in leader)) return undefined;
    const ticks = await leader.#ledger();
    const problem = ticks.add(job);
    if (problem !== undefined) return problem;
    leader.#jobs ??= new WeakMap<object, Map<string | symbol, string>>();
    const jobs = leader.#jobs.get(instance) ?? new Map<string | symbol, string>();
    leader.#jobs.set(instance, jobs.set(key, job.name));
    return undefined;
  }

  /**
   * The scheduler has called a job with `once`: runs what is due of it. A stub lets the call itself through, or not.
   *
   * @internal
   * @returns undefined where this process does not lead, or knows of no such job
   */
  static tick(leader: LeaderService, instance: object, key: string | symbol): Promise<void> | 'stub' | undefined {
    if (!(#elector in leader)) return (leader as LeaderService).isLeader ? 'stub' : undefined;
    const job = leader.#jobs?.get(instance)?.get(key);
    return job !== undefined && leader.isLeader ? leader.#ledger().then(ticks => ticks.check(job)) : undefined;
  }

  /**
   * Undefined for a stub.
   *
   * @internal
   */
  static electorOf(leader: LeaderService): LeaderElector | undefined {
    return #elector in leader ? leader.#elector : undefined;
  }

  /** @internal */
  static refusal(leader: LeaderService, name: string | undefined): NotLeaderException {
    if (#elector in leader) return leader.#refusal();
    const { leaseName = name ?? 'default' } = leader as Partial<LeaderService>;
    return new NotLeaderException({ leaseName, retryAfter: 1 });
  }

  /**
   * Says at debug level that a call was skipped.
   *
   * @internal
   */
  static skipped(leader: LeaderService, call: string): void {
    if (!(#elector in leader) || !leader.#skips.isFirst(call)) return;
    const { leaseName, options } = leader.#elector;
    options.logger.debug?.(`${call} was skipped: this process does not lead the lease "${leaseName}".`);
  }

  #ledger(): Promise<LeaseTicks> {
    return (this.#ticks ??= import('../../core/ticks/lease-ticks.js').then(
      ({ LeaseTicks }) => new LeaseTicks(this.#elector),
    ));
  }

  #refusal(): NotLeaderException {
    const { leaseName, holder, options } = this.#elector;
    return new NotLeaderException({
      leaseName,
      retryAfter: Math.max(1, Math.ceil(options.retryInterval / 1000)),
      ...(this.#options.exposeHolder && holder !== undefined ? { holder } : {}),
    });
  }
}
