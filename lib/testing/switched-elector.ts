import { type Clock } from '../core/clock/clock.js';
import { ActiveTerm } from '../core/elector/active-term.js';
import { type ElectionHealth } from '../core/elector/election-health.js';
import { ElectorBase } from '../core/elector/elector-base.js';
import { type StepDownOptions } from '../core/elector/elector-port.js';
import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { MemoryAnnotations } from '../core/elector/lease-annotations.js';
import { type ResolvedElectorOptions } from '../core/elector/options/elector-options.js';
import { readStepDown } from '../core/elector/options/read-step-down.js';
import { Waiters } from '../core/elector/waiters.js';
import { LeaderElectionError } from '../core/errors/leader-election.error.js';
import { isGraceful, type LeadershipLostCode } from '../core/errors/leadership-lost-code.js';
import { LeadershipLostError } from '../core/errors/leadership-lost.error.js';

/** An elector that leads when a test tells it to. Its gate, terms and events are real; there is no election. */
export class SwitchedElector extends ElectorBase {
  /** The cooldown of the last `stepDown()`, in milliseconds. Nothing here waits for it. */
  lastCooldown: number | undefined;

  /** The identity that the last `stepDown({ to })` named. */
  lastSuccessor: string | undefined;

  /** The ticks of jobs, which outlive a term, as in a lease. */
  readonly annotations: MemoryAnnotations;
  readonly clockError = 0;

  private readonly idle = new Waiters<void>();
  private ending: Promise<void> | undefined;
  private holderSeen: string | undefined;
  private terms = 0;
  private state: 'new' | 'started' | 'stopped' = 'new';

  constructor(
    options: ResolvedElectorOptions,
    private readonly leadsFromStart: boolean,
    clock: Clock,
  ) {
    super(options, clock);
    this.annotations = new MemoryAnnotations(clock.wall());
  }

  get isLeader(): boolean {
    return this.active !== undefined && this.ending === undefined;
  }

  get holder(): string | undefined {
    return this.holderSeen;
  }

  /** Somebody always leads here, or this process waits for the test. */
  get health(): ElectionHealth {
    const { isLeader, state, work } = this;
    return {
      sinceRenewal: isLeader ? 0 : undefined,
      untilDeadline: isLeader ? this.options.renewDeadline : undefined,
      sinceContact: state === 'started' ? 0 : undefined,
      leaderlessFor: state === 'started' ? 0 : undefined,
      lingeringFor: 0,
      runs: work.count,
      refused: [],
      leaseDuration: this.options.leaseDuration,
    };
  }

  start(): Promise<void> {
    if (this.state !== 'new') return Promise.resolve();
    this.state = 'started';
    if (this.leadsFromStart && this.eligibility.ask()) this.begin();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    await this.lose('shutdown');
    this.leading.rejectAll(this.stopped());
  }

  protected async handOver(options: StepDownOptions = {}): Promise<void> {
    const { cooldown, to } = readStepDown(options, this.options);
    this.lastCooldown = cooldown;
    this.lastSuccessor = to;
    await this.lose('stepDown');
  }

  reconsider(): void {
    if (this.isLeader && !this.eligibility.ask()) void this.lose('ineligible');
  }

  /** Begins a term when the work of the previous one is done, or returns the current term. */
  async acquire(): Promise<LeadershipTerm> {
    await this.ending;
    if (this.state !== 'started') throw this.notRunning();
    if (this.options.eligible === false) throw this.observes();
    return this.active?.term ?? this.begin();
  }

  /** Ends the term for that reason. Resolves when its work is done, or is no longer waited for. */
  lose(code: LeadershipLostCode, holder?: string): Promise<void> {
    const { active } = this;
    if (active === undefined) return this.ending ?? Promise.resolve();
    const reason = new LeadershipLostError(
      code,
      `Lease "${this.leaseName}": leadership lost (${code}).`,
      this.leaseName,
    );
    if (!isGraceful(code)) this.cutOff(active, reason, holder);
    this.ending ??= this.end(active, reason).finally(() => (this.ending = undefined));
    return this.ending;
  }

  /** Changes who holds the lease. */
  see(holder: string | undefined): void {
    const previous = this.holderSeen;
    if (holder === previous) return;
    this.holderSeen = holder;
    this.report('leaderChanged', holder, previous);
  }

  protected onIdle(): void {
    this.idle.resolveAll();
  }

  private begin(): LeadershipTerm {
    this.terms++;
    this.active = new ActiveTerm({
      leaseName: this.leaseName,
      identity: this.identity,
      fencingToken: BigInt(this.terms),
      transitions: this.terms,
      acquiredAt: new Date(this.clock.wall()),
    });
    this.see(this.identity);
    this.report('acquired', this.active.term);
    this.leading.resolveAll(this.active.term);
    return this.active.term;
  }

  private async end(active: ActiveTerm, reason: LeadershipLostError): Promise<void> {
    await Promise.resolve(); // so that the gate is closed before anybody is told
    if (this.active === active) {
      active.beginEnding(reason);
      await this.idleFor(this.options.drainTimeout);
    }
    if (this.active === active) this.cutOff(active, reason);
    await this.idleFor(this.options.abortGrace);
  }

  private cutOff(active: ActiveTerm, reason: LeadershipLostError, holder?: string): void {
    this.active = undefined;
    active.end(reason);
    this.idle.resolveAll();
    this.report('lost', active.term, reason);
    this.see(holder);
  }

  private async idleFor(longest: number): Promise<void> {
    if (!this.work.isRunning) return;
    const idle = this.idle.wait();
    const timer = setTimeout(() => this.idle.resolveAll(), longest);
    await idle;
    clearTimeout(timer);
  }

  private observes(): LeaderElectionError {
    return new LeaderElectionError(
      'ineligible',
      `The app is an observer of the lease "${this.leaseName}" (\`eligible: false\`), so it never leads it. ` +
        'Leave `eligible` out, or make it a function, to test what it does while it leads.',
    );
  }

  private notRunning(): LeaderElectionError {
    if (this.state === 'stopped')
      return new LeaderElectionError('stopped', 'The app is closed, so it cannot lead any more.');
    return new LeaderElectionError(
      'notStarted',
      'The app is not initialized yet: call `await module.init()` (or `await app.init()`) first. To lead from the start, ' +
        'use `new LeadershipSwitch({ leading: true })` or `LeaderElectionTestingModule.forRoot({ leading: true })`.',
    );
  }
}
