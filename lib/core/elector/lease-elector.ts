import { EventEmitter } from 'node:events';
import { LeaderElectionError } from '../errors/leader-election.error.js';
import { type LeadershipLostCode, LeadershipLostError } from '../errors/leadership-lost.error.js';
import { NotLeaderError } from '../errors/not-leader.error.js';
import { createLeaseClient } from '../lease/create-lease-client.js';
import { type LeaseClient } from '../lease/lease-client.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { oneLine } from '../lease/one-line.js';
import { ActiveTerm } from './active-term.js';
import { AutoClose } from './auto-close.js';
import { type Clock, systemClock } from '../clock/clock.js';
import { type ElectionConfig } from '../election/election-config.js';
import { type Decision, ElectionDriver } from './election-driver.js';
import { type ElectorDependencies } from './elector-dependencies.js';
import { type ElectorEvents } from './elector-events.js';
import { ElectionAnnotations } from './election-annotations.js';
import { FailureLog } from './failure-log.js';
import { LeaderWork, type OpenRun } from './leader-work.js';
import { type LeaseAnnotations, MemoryAnnotations } from './lease-annotations.js';
import { ServerClock } from './server-clock.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from './leadership-term.js';
import { NeverThrowingLogger } from './logger.js';
import { lostMessage, workLeftMessage, identityInUseMessage } from './messages.js';
import { type Duration } from './options/duration.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';
import { readCooldown } from './options/read-cooldown.js';
import { rehearseHandover } from './rehearse-handover.js';
import { Waiters } from './waiters.js';

export interface StepDownOptions {
  /** How long to stay out afterwards. @default one `leaseDuration` */
  cooldown?: Duration;
}

export interface WaitOptions {
  /** Gives up waiting; the promise rejects with its reason. */
  signal?: AbortSignal;
}

/** An elector whose options are checked already. */
export class LeaseElector extends EventEmitter<ElectorEvents> {
  readonly options: ResolvedElectorOptions;
  /** @internal */
  readonly clock: Clock;
  /** @internal */
  readonly annotations: LeaseAnnotations;
  private readonly electionAnnotations: ElectionAnnotations;
  private readonly ownClient: LeaseClient | undefined;
  private readonly driver: ElectionDriver;
  private readonly work = new LeaderWork(() => this.onIdle());
  private readonly serverClock = new ServerClock();
  private readonly failures: FailureLog;
  private readonly autoClose: AutoClose | undefined;
  private readonly stopping = new Waiters<void>();
  private readonly settling = new Waiters<void>();
  private readonly leading = new Waiters<LeadershipTerm>();
  private readonly leaderKnown = new Waiters<void>();
  private readonly unlogged: string[] = [];
  private active: ActiveTerm | undefined;
  /** From a call of `stop` to its end. */
  private ending = false;
  /** Whether `start` or `stop` was called last. */
  private wanted = false;
  private starting: Promise<void> | undefined;

  constructor(options: ResolvedElectorOptions, dependencies: ElectorDependencies = {}) {
    super();
    this.options = { ...options, logger: new NeverThrowingLogger(options.logger) };
    this.clock = dependencies.clock ?? systemClock;
    const { client } = dependencies;
    this.ownClient =
      client || options.connection === 'none' ? undefined : createLeaseClient(options.connection, this.clock);
    this.failures = new FailureLog({ namespace: options.namespace, name: options.leaseName }, this.options.logger);
    this.autoClose = options.autoClose ? new AutoClose(() => this.stop()) : undefined;
    this.driver = new ElectionDriver(
      electionConfig(options, !client && !this.ownClient),
      client ?? this.ownClient,
      this.clock,
      dependencies.random ?? Math.random,
      this.driverObserver(),
      rehearseHandover,
    );
    this.electionAnnotations = new ElectionAnnotations(this.driver);
    this.annotations = client || this.ownClient ? this.electionAnnotations : new MemoryAnnotations(this.clock.wall());
  }

  /** What the lease is called in Kubernetes. */
  get leaseName(): string {
    return this.options.leaseName;
  }

  get namespace(): string {
    return this.options.namespace;
  }

  /** This candidate, as the lease names it while it leads. */
  get identity(): string {
    return this.options.identity;
  }

  /**
   * Whether this process may act as the leader. Both clocks are compared with the deadline at each read, so that a frozen
   * process, a blocked event loop or a suspended machine wakes up as no leader.
   */
  get isLeader(): boolean {
    return this.driver.isLeading;
  }

  /**
   * Milliseconds by which this process's wall clock is ahead of the API server's, as far as its answers prove; negative
   * where it is behind, 0 where neither is proven.
   *
   * @internal
   */
  get clockError(): number {
    return this.serverClock.errorAt({ mono: this.clock.monotonic(), wall: this.clock.wall() });
  }

  /** Who the lease names, as far as this process has seen; undefined for nobody, or not known yet. */
  get holder(): string | undefined {
    return this.driver.holder;
  }

  /** The present term; undefined whenever `isLeader` is false. */
  get term(): LeadershipTerm | undefined {
    return this.driver.isLeading ? this.active?.term : undefined;
  }

  /** The call around this one that `enter` or `run` let through, also after an `await`. */
  get currentRun(): LeaderRun | undefined {
    return this.work.currentRun;
  }

  /**
   * Begins a tracked call if this process leads: `stop()` and `stepDown()` wait for its `end()`.
   *
   * @param name what the warning about work that did not end calls it
   * @param tick what the run is of, where it is of one
   * @returns undefined where this process does not lead
   */
  enter(name: string, tick?: Tick): OpenRun | undefined {
    return this.driver.isLeading && this.active ? this.work.begin(this.active, name, tick) : undefined;
  }

  /**
   * Campaigns until `stop()`. Resolves at once, whatever the API server does; with `waitForLeader`, when a leader is
   * known. Started already, it changes nothing; while a stop is under way, it waits for its end.
   *
   * @throws LeaderElectionError (as a rejection) `noLeaderKnown` where `waitForLeader` is a duration and it was too
   * short, and `stopped` where `stop()` was called meanwhile
   */
  start(): Promise<void> {
    this.wanted = true;
    this.starting ??= this.begin().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /**
   * Ends the term in the order that keeps others safe: no new work, the present work waited for while the lease is still
   * renewed, its signal aborted, the lease released. Concurrent calls all resolve when all is done. Never rejects.
   */
  stop(): Promise<void> {
    const stopped = this.stopping.wait();
    this.ending = true;
    this.wanted = false;
    this.driver.receive({ type: 'stop' });
    return stopped;
  }

  /**
   * The same, but goes on as a follower that stays out for `cooldown`. Resolves when the lease is released; at once where
   * this process does not lead (it stays out all the same).
   *
   * @throws InvalidLeaderOptionsError (as a rejection) where `cooldown` is not a duration
   */
  async stepDown(options: StepDownOptions = {}): Promise<void> {
    const cooldown = readCooldown(options.cooldown) ?? this.options.leaseDuration;
    if (this.driver.isStopped) return;
    const settled = this.settling.wait();
    this.driver.receive({ type: 'stepDown', cooldown });
    await settled;
  }

  /**
   * Resolves with the term as soon as this process leads.
   *
   * @throws the signal's reason, and LeaderElectionError `stopped` where `stop()` is called before
   */
  waitForLeadership(options: WaitOptions = {}): Promise<LeadershipTerm> {
    const { term } = this;
    return term && !options.signal?.aborted ? Promise.resolve(term) : this.leading.wait(options.signal);
  }

  /** @throws NotLeaderError where this process does not lead */
  assertLeader(): LeadershipTerm {
    const { term } = this;
    if (!term) throw new NotLeaderError(this.leaseName, this.holder);
    return term;
  }

  /**
   * Runs `fn` if this process leads, tracked and with `currentRun` set.
   *
   * @param options `name`: what the warning about work that did not end calls it. Default: the function's
   * @throws NotLeaderError (as a rejection) where this process does not lead
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

  private async begin(): Promise<void> {
    if (this.ending) await this.stopping.wait();
    if (!this.wanted) throw this.stopped();
    if (this.driver.isStopped) {
      this.autoClose?.listen();
      this.driver.receive({ type: 'start' });
    }
    if (this.options.waitForLeader > 0 && !this.driver.isLeaderKnown) await this.waitForLeader();
  }

  private async waitForLeader(): Promise<void> {
    const { waitForLeader, leaseName, namespace } = this.options;
    const known = this.leaderKnown.wait();
    if (waitForLeader === Infinity) return known;
    const message = `No leader of the lease "${namespace}/${leaseName}" was known within ${waitForLeader} ms (\`waitForLeader\`).`;
    const timer = this.clock.setTimer(() => {
      this.leaderKnown.rejectAll(new LeaderElectionError('noLeaderKnown', message));
      void this.stop();
    }, waitForLeader);
    return known.finally(() => timer.cancel());
  }

  private onIdle(): void {
    // While it leads, nothing waits for that; no clock is read for it in each call.
    if (!this.driver.hasTerm && !this.driver.isStopped) this.driver.receive({ type: 'tick' });
  }

  private driverObserver(): ConstructorParameters<typeof ElectionDriver>[4] {
    return {
      isWorking: () => this.work.isRunning,
      decided: decision => this.carryOut(decision),
      stepped: () => this.onStepped(),
      failed: error => this.onFailed(error),
      succeeded: (verb: LeaseVerb) => this.failures.succeeded(verb),
      served: sample => this.serverClock.observe(sample),
    };
  }

  private onStepped(): void {
    for (const message of this.unlogged.splice(0)) this.options.logger.log(message);
    if (!this.driver.isLeaderKnown) return;
    this.leaderKnown.resolveAll();
    const { holder } = this.driver;
    if (holder !== undefined) this.failures.somebodyLeads(holder, holder === this.identity);
  }

  private carryOut(decision: Decision): void {
    const { logger, leaseName } = this.options;
    switch (decision.type) {
      case 'beginTerm':
        this.onBegin(decision.fencingToken, decision.transitions);
        break;
      case 'renewed':
        if (this.active) this.tell('renewed', this.active.term);
        break;
      case 'annotationsWritten':
        this.electionAnnotations.settled(decision.id, 'written');
        break;
      case 'annotationsDropped':
        this.electionAnnotations.settled(decision.id, decision.reason);
        break;
      case 'closeGate':
        this.log(`Lease "${leaseName}": giving up leadership (${decision.code}).`);
        this.guard(() => this.active?.beginEnding(this.lost(decision.code)));
        break;
      case 'endTerm':
        this.onEnd(this.lost(decision.code));
        break;
      case 'holderChanged':
        this.log(
          `Lease "${leaseName}": ${decision.holder ? `"${this.printable(decision.holder)}" leads` : 'nobody leads'}.`,
        );
        this.tell('leaderChanged', decision.holder, decision.previous);
        break;
      case 'settled':
        this.settling.resolveAll();
        break;
      case 'stopped':
        this.onStopped();
        break;
      case 'notice':
        if (decision.notice === 'workLeft') logger.warn(workLeftMessage(this.options, this.work.names));
        else logger.error(identityInUseMessage(this.options));
        break;
    }
  }

  /** Our own name was checked. */
  private printable(holder: string): string {
    return holder === this.identity ? holder : oneLine(holder);
  }

  /** Once all that was decided is done: a handover would wait for a logger's milliseconds. */
  private log(message: string): void {
    this.unlogged.push(message);
  }

  private onBegin(fencingToken: bigint, transitions: number): void {
    const { leaseName, identity } = this.options;
    const acquiredAt = new Date(this.clock.wall());
    this.active = new ActiveTerm({ leaseName, identity, fencingToken, transitions, acquiredAt });
    this.log(`Lease "${leaseName}": this process ("${identity}") leads, fencing token ${fencingToken}.`);
    this.tell('acquired', this.active.term);
    this.leading.resolveAll(this.active.term);
  }

  private onEnd(reason: LeadershipLostError): void {
    const { active } = this;
    if (!active) return;
    this.active = undefined;
    this.guard(() => active.end(reason));
    if (reason.code === 'stepDown' || reason.code === 'shutdown') this.log(reason.message);
    else this.options.logger.warn(reason.message);
    this.tell('lost', active.term, reason);
  }

  private onStopped(): void {
    this.autoClose?.dispose();
    this.failures.forget();
    this.ownClient?.close();
    const stopped = this.stopped();
    this.settling.resolveAll();
    this.leading.rejectAll(stopped);
    this.leaderKnown.rejectAll(stopped);
    this.ending = false;
    this.stopping.resolveAll();
  }

  private onFailed(error: LeaseRequestError): void {
    // What is still under way when everything has stopped fails, by our own doing.
    if (this.driver.isStopped) return;
    this.failures.failed(error);
    this.tell('requestFailed', error);
  }

  private stopped(): LeaderElectionError {
    return new LeaderElectionError('stopped', `The election for the lease "${this.leaseName}" was stopped.`);
  }

  private lost(code: LeadershipLostCode): LeadershipLostError {
    return new LeadershipLostError(code, lostMessage(this.options, code), this.leaseName);
  }

  /** A listener that throws must not change the course of the election. */
  private tell<E extends keyof ElectorEvents>(event: E, ...args: ElectorEvents[E]): void {
    this.guard(() => this.emit(event, ...(args as never)), event);
  }

  private guard(fn: () => unknown, event = 'abort'): void {
    try {
      fn();
    } catch (error) {
      this.options.logger.error(`Lease "${this.leaseName}": a listener for "${event}" threw.`, error);
    }
  }
}

/** Each by its name: V8 gives a copy of everything a hidden class of its own, 300 bytes for each of a thousand electors. */
function electionConfig(options: ResolvedElectorOptions, alone: boolean): ElectionConfig {
  return {
    leaseName: options.leaseName,
    namespace: options.namespace,
    identity: options.identity,
    leaseDuration: options.leaseDuration,
    renewDeadline: options.renewDeadline,
    renewInterval: options.renewInterval,
    retryInterval: options.retryInterval,
    drainTimeout: options.drainTimeout,
    abortGrace: options.abortGrace,
    serverClockMargin: options.serverClockMargin,
    alone,
  };
}
