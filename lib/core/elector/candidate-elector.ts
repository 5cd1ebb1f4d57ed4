import { systemClock } from '../clock/clock.js';
import { type LeadershipLostCode, LeadershipLostError } from '../errors/leadership-lost.error.js';
import { createLeaseClient } from '../lease/create-lease-client.js';
import { type LastWordsTarget, type LeaseClient } from '../lease/lease-client.js';
import { lazyKernel } from '../kernel/lazy-kernel.js';
import { Presence } from '../kernel/presence.js';
import { type Lease } from '../record/lease.js';
import { ActiveTerm } from './active-term.js';
import { Announcer } from './announcer.js';
import { AutoClose } from './auto-close.js';
import { type Decision, type DriverObserver, ElectionDriver } from './election-driver.js';
import { ElectionAnnotations } from './election-annotations.js';
import { type ElectionHealth } from './election-health.js';
import { ElectorBase } from './elector-base.js';
import { type CandidateDependencies } from './elector-dependencies.js';
import { type StepDownOptions } from './elector-port.js';
import { LastWords } from './last-words.js';
import { LeaderKnown } from './leader-known.js';
import { type LeaseAnnotations, MemoryAnnotations } from './lease-annotations.js';
import { LingeringWork } from './lingering-work.js';
import { lostMessage } from './messages.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';
import { readStepDown } from './options/read-step-down.js';
import { type StartNote } from './options/start-notes.js';
import { type ReleaseDuty } from './release-duty.js';
import { rehearseHandover } from './rehearse-handover.js';
import { RequestLog } from './request-log.js';
import { Vitals } from './vitals.js';
import { Waiters } from './waiters.js';

/** An elector that campaigns for its lease. Its options are checked already. */
export class CandidateElector extends ElectorBase {
  /** @internal */
  readonly annotations: LeaseAnnotations;
  private readonly electionAnnotations: ElectionAnnotations;
  private readonly ownClient: LeaseClient | undefined;
  private readonly driver: ElectionDriver;
  private readonly vitals = new Vitals(this.clock);
  private readonly requests = new RequestLog(this, this.vitals, this.clock);
  private readonly announcer = new Announcer(this);
  private readonly lastWords: LastWords;
  /** Undefined outside Kubernetes: there are no neighbours. */
  private readonly presence: Pick<Presence, 'enter' | 'leave' | 'probe'> | undefined;
  private readonly lingering: LingeringWork;
  private readonly autoClose: AutoClose | undefined;
  private duty: ReleaseDuty | undefined;
  private readonly stopping = new Waiters<void>();
  private readonly settling = new Waiters<void>();
  private readonly leaderKnown: LeaderKnown;
  /** From a call of `stop` to its end. */
  private ending = false;
  /** Whether `start` or `stop` was called last. */
  private wanted = false;
  private starting: Promise<void> | undefined;
  /** Whether it has ever stopped without releasing a lease that may have named it. */
  private isNamed = false;
  private readonly startNotes: StartNote[];

  constructor(options: ResolvedElectorOptions, dependencies: CandidateDependencies = {}) {
    super(options, dependencies.clock ?? systemClock, options.connection === 'none' && !dependencies.client);
    const { alone, connection } = this.options;
    this.startNotes = [...(options.startNotes ?? [])];
    this.ownClient =
      dependencies.client || connection === 'none' ? undefined : createLeaseClient(connection, this.clock);
    const client = dependencies.client ?? this.ownClient;
    this.lingering = new LingeringWork(this.options, this.clock, this.work);
    this.leaderKnown = new LeaderKnown(this.options, this.clock);
    this.lastWords = dependencies.lastWords ?? new LastWords(client);
    this.presence = dependencies.presence ?? (connection === 'none' ? undefined : new Presence(lazyKernel()));
    this.autoClose =
      options.autoClose && !dependencies.ownerHandlesSignals ? new AutoClose(() => this.stopOnSignal()) : undefined;
    this.driver = new ElectionDriver(
      this.options,
      client,
      this.clock,
      dependencies.random ?? Math.random,
      this.driverObserver(),
      this.requests,
      this.ownContext,
      rehearseHandover,
    );
    this.electionAnnotations = new ElectionAnnotations(this.driver, client, this.options);
    this.annotations = alone ? new MemoryAnnotations(this.clock.wall()) : this.electionAnnotations;
  }

  get isLeader(): boolean {
    return this.driver.isLeading;
  }

  get holder(): string | undefined {
    return this.driver.holder;
  }

  get health(): ElectionHealth {
    const { vitals, driver, lingeringWork, options, clock } = this;
    const deadline = this.isLeader && !options.alone ? driver.heldTerm?.deadline : undefined;
    return {
      sinceRenewal: options.alone ? undefined : vitals.sinceRenewal,
      untilDeadline: deadline && Math.max(0, Math.min(deadline.mono - clock.monotonic(), deadline.wall - clock.wall())),
      sinceContact: options.alone ? undefined : vitals.sinceContact,
      leaderlessFor: driver.isLeaderKnown ? 0 : vitals.sinceLeaderKnown,
      lingeringFor: lingeringWork > 0 ? vitals.sinceTermEnded : 0,
      runs: this.work.count,
      refused: this.requests.failures.forbidden,
      leaseDuration: options.leaseDuration,
    };
  }

  /** @internal */
  get clockError(): number {
    return this.requests.serverClock.errorAt({ mono: this.clock.monotonic(), wall: this.clock.wall() });
  }

  /** @internal The lease as it was last seen. */
  get seenLease(): Lease | undefined {
    return this.driver.lease;
  }

  /** @internal Whether the lease is still this process's: it leads, or it is ending its term and has not released it. */
  get isHolding(): boolean {
    const deadline = this.driver.heldTerm?.deadline;
    return deadline !== undefined && this.clock.monotonic() < deadline.mono && this.clock.wall() < deadline.wall;
  }

  /** @internal Has that done in each graceful end of a term, before the lease is released; one duty at a time. */
  beforeRelease(duty: ReleaseDuty): void {
    this.duty = duty;
  }

  /**
   * Campaigns until `stop()`. Resolves at once, whatever the API server does; with `waitForLeader`, when a leader is
   * known. If it has started already, this changes nothing; while a stop is under way, this waits for its end.
   *
   * @throws LeaderElectionError (as a rejection) `noLeaderKnown` if `waitForLeader` is a duration and was too short, and
   * `stopped` if `stop()` was called meanwhile
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
    if (this.driver.isHalted) return Promise.resolve();
    const stopped = this.stopping.wait();
    this.ending = true;
    this.wanted = false;
    this.receive({ type: 'stop' });
    return stopped;
  }

  protected async handOver(options: StepDownOptions = {}): Promise<void> {
    const { cooldown, to } = readStepDown(options, this.options);
    if (this.driver.isStopped) return;
    const settled = this.settling.wait();
    this.receive({ type: 'stepDown', cooldown, to });
    await settled;
  }

  reconsider(): void {
    if (this.driver.isStopped || this.options.eligibility !== 'asked') return;
    this.ownContext.runInAsyncScope(() => this.driver.receive({ type: 'eligible', eligible: this.eligibility.ask() }));
  }

  /** If no lease is at stake, nobody waits for work under way: the signal is passed on at once. */
  private stopOnSignal(): Promise<void> {
    const stopped = this.stop();
    return this.options.alone ? Promise.resolve() : stopped;
  }

  /** @internal */
  latch(): LastWordsTarget | undefined {
    const release = this.driver.halt();
    this.announcer.flush();
    const isWorking = this.work.isRunning;
    this.active?.end(this.lost('shutdown'));
    this.active = undefined;
    this.onStopped();
    if (release === undefined || isWorking || !this.options.releaseOnExit) return undefined;
    return { ...release, lease: { namespace: this.namespace, name: this.leaseName } };
  }

  protected onIdle(): void {
    // While it leads, nothing waits for that; no clock is read for it in each call.
    if (this.driver.hasTerm || this.driver.isStopped) return;
    this.lingering.idle();
    this.receive({ type: 'tick' });
  }

  private receive(input: Parameters<ElectionDriver['receive']>[0]): void {
    this.ownContext.runInAsyncScope(() => this.driver.receive(input));
  }

  private async begin(): Promise<void> {
    if (this.ending) await this.stopping.wait();
    if (!this.wanted || this.driver.isHalted) throw this.stopped();
    if (this.driver.isStopped) {
      this.autoClose?.listen();
      for (const { level, message } of this.startNotes.splice(0)) this.options.logger[level](message);
      this.lastWords.add(this);
      this.lingering.watch();
      this.vitals.started();
      this.requests.open();
      this.campaign();
    }
    if (this.options.waitForLeader > 0 && !this.driver.isLeaderKnown) {
      await this.leaderKnown.wait(() => void this.stop());
    }
  }

  private campaign(): void {
    // An observer takes nothing, so no lease will ever name its place.
    const presence = this.options.eligibility === 'never' ? undefined : this.presence;
    this.receive({ type: 'start', awaitsPlace: presence !== undefined });
    this.ownContext.runInAsyncScope(() => presence?.enter(this, place => this.receive({ type: 'located', place })));
  }

  private driverObserver(): DriverObserver {
    return {
      isWorking: () => this.work.isRunning || this.duty?.isPending === true,
      isEligible: () => this.eligibility.ask(),
      decided: decision => this.carryOut(decision),
      stepped: hasRequested => this.onStepped(hasRequested),
      late: milliseconds => this.requests.trouble.late(milliseconds),
    };
  }

  private onStepped(hasRequested: boolean): void {
    if (hasRequested) this.announcer.flushAfterRequests();
    else this.announcer.flush();
    this.electionAnnotations.stepped();
    if (!this.driver.isLeaderKnown) return;
    this.vitals.leaderKnown();
    this.leaderKnown.resolve();
    const { holder } = this.driver;
    if (holder !== undefined) this.requests.failures.somebodyLeads(holder, holder === this.identity);
  }

  private carryOut(decision: Decision): void {
    switch (decision.type) {
      case 'probe':
        this.probe(decision.id, decision.socket);
        break;
      case 'beginTerm':
        this.noteRenewal();
        this.onBegin(decision.fencingToken, decision.transitions);
        break;
      case 'waitingOut':
        this.announcer.waitingOut(decision.until);
        break;
      case 'renewed':
        this.noteRenewal();
        if (this.active) this.report('renewed', this.active.term);
        break;
      case 'annotationsWritten':
        this.electionAnnotations.settled(decision.id, 'written');
        break;
      case 'annotationsDropped':
        this.electionAnnotations.settled(decision.id, decision.reason);
        break;
      case 'closeGate':
        this.announcer.ending(decision.code, this.work.names, decision.handOver);
        this.active?.beginEnding(this.lost(decision.code));
        this.duty?.perform(() => this.receive({ type: 'tick' }));
        break;
      case 'endTerm':
        this.onEnd(this.lost(decision.code));
        break;
      case 'holderChanged':
        this.announcer.holderChanged(decision.holder, decision.previous);
        break;
      case 'notReleased':
        this.announcer.notReleased(decision.runsOutAt);
        break;
      case 'settled':
        this.settling.resolveAll();
        break;
      case 'stopped':
        // A lease that may still name this process lets nobody take it while the process lives. What a later election
        // saw of it before it was stopped proves nothing: it may not have looked.
        this.isNamed ||= decision.isNamed;
        if (!this.isNamed) this.presence?.leave(this);
        this.onStopped();
        break;
      case 'notice':
        if (decision.notice === 'workLeft') this.onWorkLeft();
        else this.announcer[decision.notice]();
        break;
    }
  }

  private probe(id: number, socket: string): void {
    void this.presence?.probe(socket).then(outcome => {
      this.announcer.holderProbed(outcome === 'refused');
      this.receive({ type: 'probed', id, outcome });
    });
  }

  private noteRenewal(): void {
    this.requests.trouble.renewed();
    const { heldTerm } = this.driver;
    if (heldTerm !== undefined) this.vitals.renewed(heldTerm.renewedAt);
  }

  private onWorkLeft(): void {
    this.announcer.workLeft(this.work.names);
    this.lingering.watchOn();
  }

  private onBegin(fencingToken: bigint, transitions: number): void {
    const { leaseName, identity } = this.options;
    const acquiredAt = new Date(this.clock.wall());
    this.active = new ActiveTerm({ leaseName, identity, fencingToken, transitions, acquiredAt });
    this.announcer.began(this.active.term);
    this.leading.resolveAll(this.active.term);
  }

  private onEnd(reason: LeadershipLostError): void {
    const { active } = this;
    if (!active) return;
    this.active = undefined;
    active.end(reason);
    this.vitals.termEnded();
    this.lingering.watch();
    this.announcer.ended(active.term, reason);
    // A duty is no work of a term that is over: nothing waits for it any more.
    if (this.duty !== undefined) this.receive({ type: 'tick' });
  }

  private onStopped(): void {
    this.vitals.stopped();
    this.autoClose?.dispose();
    this.lastWords.delete(this);
    this.requests.close();
    this.lingering.dispose();
    this.ownClient?.close();
    const stopped = this.stopped();
    this.settling.resolveAll();
    this.leading.rejectAll(stopped);
    this.leaderKnown.reject(stopped);
    this.ending = false;
    this.stopping.resolveAll();
  }

  private lost(code: LeadershipLostCode): LeadershipLostError {
    const why = code === 'deadline' ? this.requests.trouble.explain() : undefined;
    return new LeadershipLostError(code, lostMessage(this.options, code, why), this.leaseName);
  }
}
