import { AsyncResource } from 'node:async_hooks';
import { type Clock } from '../clock/clock.js';
import { type ElectionConfig } from '../election/election-config.js';
import { LeaderElectionError } from '../errors/leader-election.error.js';
import { NotLeaderError } from '../errors/not-leader.error.js';
import { type ActiveTerm } from './active-term.js';
import { Eligibility } from './eligibility.js';
import { type ElectionHealth } from './election-health.js';
import { type ElectorEvents } from './elector-events.js';
import { type ElectorListener, type StepDownOptions, type WaitOptions } from './elector-port.js';
import { EventFeed, type EventObserver, isChannelHeard } from './event-feed.js';
import { LeaderWork, type OpenRun } from './leader-work.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from './leadership-term.js';
import { type LeaseAnnotations } from './lease-annotations.js';
import { Listeners } from './listeners.js';
import { NeverThrowingLogger } from './logger.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';
import { type RunTracer } from './run-tracer.js';
import { Waiters } from './waiters.js';

/** What all electors have in common: who they are, the term they are in, its work, and who wants to know of it. */
export abstract class ElectorBase {
  /** @internal */
  abstract readonly annotations: LeaseAnnotations;
  /** @internal */
  abstract readonly clockError: number;
  /**
   * Whether this process may act as the leader. Each read compares both clocks with the deadline, so a process that was
   * frozen, blocked or suspended no longer leads when it wakes up.
   */
  abstract readonly isLeader: boolean;
  /**
   * Who holds the lease, as this process last saw it. Undefined if nobody holds it, or if this process does not know yet.
   * A predecessor of the same identity is `pod-0 (not this process)`.
   */
  abstract readonly holder: string | undefined;

  /** How the election is doing: for health checks and metrics. A snapshot, new at each read. */
  abstract readonly health: ElectionHealth;

  protected readonly eligibility: Eligibility;
  protected active: ActiveTerm | undefined;
  protected readonly work = new LeaderWork(() => this.onIdle());
  protected readonly leading = new Waiters<LeadershipTerm>();
  private readonly listeners = new Listeners<ElectorEvents>((event, listener, error) => {
    const name = listener.name === '' ? 'a listener' : `the listener ${listener.name}()`;
    this.options.logger.error(`Lease "${this.leaseName}": ${name} for "${event}" threw.`, error);
  });

  /**
   * Runs something outside whatever request called us: else the election's timers, requests and handlers would carry that
   * request's AsyncLocalStorage from then on.
   */
  protected readonly ownContext = new AsyncResource('LeaderElection');
  /** Undefined while nobody has observed its events, as with most leases of an app that has a thousand. */
  private feed: EventFeed | undefined;

  /** The options as they were checked, with their defaults. */
  readonly options: ResolvedElectorOptions & ElectionConfig;

  constructor(
    options: ResolvedElectorOptions,
    /** @internal */
    readonly clock: Clock,
    /** There is no API server to ask, and so no lease at stake. */
    alone = true,
  ) {
    const logger = new NeverThrowingLogger(options.logger);
    this.eligibility = new Eligibility(options.eligible, options.leaseName, logger);
    // The new ones first: a copy that grows later gets a hidden class of its own in V8.
    this.options = { alone, eligibility: this.eligibility.kind, ...options, logger };
  }

  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;

  /**
   * Has the option `eligible` asked now, rather than before the next take or renewal. If it says no, the gate is closed when
   * this returns. Without a function there is nothing to ask.
   */
  abstract reconsider(): void;

  /**
   * Ends the term as `stop()` does, but goes on as a follower that stays out for `cooldown`. With `to`, the candidate of
   * that identity goes first. Resolves when the lease is released; at once if this process does not lead (it stays out all
   * the same).
   *
   * @throws InvalidLeaderOptionsError (as a rejection) if `cooldown` is not a duration, or `to` no other identity, and
   * LeaderElectionError `waitsForItself` within a call that it waits for: it begins all the same, and waits for that call
   */
  stepDown(options?: StepDownOptions): Promise<void> {
    const { isInside } = this.work;
    const done = this.handOver(options);
    if (!isInside) return done;
    const result = Promise.race([done, Promise.resolve().then(() => this.refuseToWait())]);
    // Whoever does not wait need not handle it.
    result.catch(() => {});
    return result;
  }

  /** What the lease is called in Kubernetes. */
  get leaseName(): string {
    return this.options.leaseName;
  }

  /** The namespace of the lease. */
  get namespace(): string {
    return this.options.namespace;
  }

  /** The name that this candidate has in the lease while it leads. */
  get identity(): string {
    return this.options.identity;
  }

  /** The current term; undefined whenever `isLeader` is false. */
  get term(): LeadershipTerm | undefined {
    return this.isLeader ? this.active?.term : undefined;
  }

  /** The run of this call, if `enter` or `run` began one, also after an `await`. */
  get currentRun(): LeaderRun | undefined {
    return this.work.currentRun;
  }

  /**
   * How many calls still run although their term is over. Until they have ended, this process takes no part in the
   * election.
   */
  get lingeringWork(): number {
    return this.active ? 0 : this.work.count;
  }

  /**
   * Begins a tracked call if this process leads: `stop()` and `stepDown()` wait for its `end()`.
   *
   * @param name how warnings name this call
   * @param tick the tick that the run is of, if any
   * @returns undefined if this process does not lead
   */
  enter(name: string, tick?: Tick): OpenRun | undefined {
    return this.isLeader && this.active ? this.work.begin(this.active, name, tick) : undefined;
  }

  /** @internal For what is around a call that enters by itself, such as its answer. */
  enterAround(name: string): OpenRun | undefined {
    return this.isLeader && this.active ? this.work.beginAround(this.active, name) : undefined;
  }

  /**
   * Runs `fn` if this process leads, tracked and with `currentRun` set.
   *
   * @param options `name`: how warnings name this call. Default: the function's name
   * @throws NotLeaderError (as a rejection) if this process does not lead
   */
  async run<T>(fn: (term: LeadershipTerm) => T | Promise<T>, options: { name?: string } = {}): Promise<T> {
    const open = this.enter(options.name ?? (fn.name || 'run'));
    if (!open) throw new NotLeaderError(this.leaseName, this.holder);
    try {
      return await open.within(() => fn(open.term));
    } finally {
      open.end();
    }
  }

  /** @throws NotLeaderError if this process does not lead */
  assertLeader(): LeadershipTerm {
    const { term } = this;
    if (!term) throw new NotLeaderError(this.leaseName, this.holder);
    return term;
  }

  /**
   * Resolves with the term as soon as this process leads.
   *
   * @throws the signal's reason, or LeaderElectionError `stopped` if `stop()` is called first (as rejections)
   */
  waitForLeadership(options: WaitOptions = {}): Promise<LeadershipTerm> {
    const { term } = this;
    return term && !options.signal?.aborted ? Promise.resolve(term) : this.leading.wait(options.signal);
  }

  /** Has every run told from now on, for tracing; one tracer at a time. */
  traceRuns(tracer: RunTracer): void {
    this.work.tracer = tracer;
  }

  /** Calls the listener at each such event. What it throws is logged, and changes nothing for anybody else. */
  on<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): this {
    this.listeners.on(event, listener);
    return this;
  }

  /** The same, for the next such event only. */
  once<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): this {
    this.listeners.once(event, listener);
    return this;
  }

  /** Removes a listener that `on` or `once` added. */
  off<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): this {
    this.listeners.off(event, listener);
    return this;
  }

  /** As `off`: the name by which `events.once()` of Node takes its listener back. */
  removeListener<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): this {
    return this.off(event, listener);
  }

  /** How many listeners an event has. */
  listenerCount(event: keyof ElectorEvents): number {
    return this.listeners.count(event);
  }

  /** @internal */
  onFirst<E extends keyof ElectorEvents>(event: E, listener: ElectorListener<E>): void {
    this.listeners.onFirst(event, listener);
  }

  /** @internal */
  report<E extends keyof ElectorEvents>(event: E, ...args: ElectorEvents[E]): void {
    const first = () => this.listeners.tell(event, ...args);
    if (this.isObserved(event)) this.eventFeed().tell(event, args, first);
    else first();
  }

  /** @internal */
  isHeard(event: keyof ElectorEvents): boolean {
    return this.listeners.count(event) > 0 || this.isObserved(event);
  }

  /** @internal */
  observe(observer: EventObserver): () => void {
    return this.eventFeed().observe(observer);
  }

  /** Whether it is worth making such an event for the feed. */
  private isObserved(event: keyof ElectorEvents): boolean {
    return this.feed?.isObserved || isChannelHeard(event);
  }

  private eventFeed(): EventFeed {
    return (this.feed ??= new EventFeed(this, this.ownContext, error =>
      this.options.logger.error(`Lease "${this.leaseName}": an observer of its events threw.`, error),
    ));
  }

  /** The last call under way has ended. */
  protected abstract onIdle(): void;

  protected abstract handOver(options?: StepDownOptions): Promise<void>;

  private refuseToWait(): never {
    throw new LeaderElectionError(
      'waitsForItself',
      `stepDown() was called within work that it waits for. The lease "${this.leaseName}" is handed over when that work ends: ` +
        'do not wait for stepDown() there (`void leader.stepDown()`).',
    );
  }

  protected stopped(): LeaderElectionError {
    return new LeaderElectionError('stopped', `The election for the lease "${this.leaseName}" was stopped.`);
  }
}
