import { Observable } from 'rxjs';
import { ActiveTerm } from '../core/elector/active-term.js';
import { type ElectionHealth } from '../core/elector/election-health.js';
import { type ElectorEvents } from '../core/elector/elector-events.js';
import { type LeaderEvent, leaderEvent } from '../core/elector/leader-event.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from '../core/elector/leadership-term.js';
import { Listeners } from '../core/elector/listeners.js';
import { LeadershipLostError } from '../core/errors/leadership-lost.error.js';
import { type LeaderService } from '../nest/service/leader.service.js';
import { NotLeaderException } from '../nest/service/not-leader.exception.js';

/** What the stub says about itself. */
export interface LeadingStubOptions extends Partial<Tick> {
  /** @default 'stub' */
  leaseName?: string;
  /** @default 'default' */
  namespace?: string;
  /** @default 'stub' */
  identity?: string;
  /** @default 1n */
  fencingToken?: bigint;
}

/**
 * A `LeaderService` that leads, for unit tests: gated methods run, `currentRun` and `term` are there (also outside of a gated
 * call), and `stepDown()` ends the term, with its signals. A job with `once` runs whenever it is called. No election, and
 * no app, is involved; to see a replica that does not lead yet, use `LeadershipSwitch`.
 *
 * @example
 * ```ts
 * const leader = leadingStub({ fencingToken: 7n });
 * const module = await Test.createTestingModule({
 *   providers: [InvoiceJobs, { provide: LeaderService, useValue: leader }],
 * }).compile();
 * await leader.stepDown(); // ends the term: aborts its signals
 * ```
 */
export function leadingStub(options: LeadingStubOptions = {}): LeaderService {
  return new LeadingStub(options) as unknown as LeaderService;
}

type Listener<E extends keyof ElectorEvents> = (...args: ElectorEvents[E]) => void;

/** Not a `LeaderService`, and so without internals: the gates of this package know it for a stub. */
class LeadingStub implements Record<keyof LeaderService, unknown> {
  readonly leaseName: string;
  readonly namespace: string;
  readonly identity: string;
  readonly lingeringWork = 0;
  private readonly active: ActiveTerm;
  private readonly ownRun: LeaderRun;
  private readonly listeners = new Listeners<ElectorEvents>((_event, _listener, error) => {
    throw error;
  });
  private leads = true;
  /** All that happens to a stub is `stepDown()`. */
  readonly events$ = new Observable<LeaderEvent>(subscriber => {
    const onLost: Listener<'lost'> = (...args) => subscriber.next(leaderEvent('lost', args, this));
    this.listeners.on('lost', onLost);
    return () => this.listeners.off('lost', onLost);
  });

  constructor({ leaseName, namespace, identity, fencingToken, scheduledAt, attempt }: LeadingStubOptions) {
    this.leaseName = leaseName ?? 'stub';
    this.namespace = namespace ?? 'default';
    this.identity = identity ?? 'stub';
    this.active = new ActiveTerm({
      leaseName: this.leaseName,
      identity: this.identity,
      fencingToken: fencingToken ?? 1n,
      transitions: 1,
      acquiredAt: new Date(),
    });
    const tick = scheduledAt === undefined ? {} : { scheduledAt, attempt: attempt ?? 1 };
    this.ownRun = Object.freeze({ ...this.active.run, ...tick });
  }

  get isLeader(): boolean {
    return this.leads;
  }

  get holder(): string | undefined {
    return this.leads ? this.identity : undefined;
  }

  get health(): ElectionHealth {
    const nothing = {
      untilDeadline: undefined,
      sinceContact: 0,
      leaderlessFor: 0,
      lingeringFor: 0,
      runs: 0,
      refused: [],
    };
    return { sinceRenewal: this.leads ? 0 : undefined, leaseDuration: 20_000, ...nothing };
  }

  get term(): LeadershipTerm | undefined {
    return this.leads ? this.active.term : undefined;
  }

  get currentRun(): LeaderRun {
    return this.ownRun;
  }

  assertLeader(): LeadershipTerm {
    const { term, leaseName } = this;
    if (term === undefined) throw new NotLeaderException({ leaseName, retryAfter: 1 });
    return term;
  }

  async waitForLeadership(): Promise<LeadershipTerm> {
    return Promise.resolve(this.assertLeader());
  }

  async run<T>(fn: (term: LeadershipTerm) => T | Promise<T>): Promise<T> {
    return fn(this.assertLeader());
  }

  async runOnce<T>(_name: string, _scheduledAt: Date, fn: () => T | Promise<T>): Promise<T | undefined> {
    return this.leads ? fn() : undefined;
  }

  /** Starts at once. */
  whileLeading<T>(work: {
    start(term: LeadershipTerm): T | Promise<T>;
    stop(started: T, term: LeadershipTerm): unknown;
  }) {
    const { term } = this.active;
    const started = this.leads ? Promise.resolve(work.start(term)) : undefined;
    let ended: Promise<void> | undefined;
    const end = () => (ended ??= (async () => void (started && (await work.stop(await started, term))))());
    term.endingSignal.addEventListener('abort', () => void end());
    return end;
  }

  stepDown(): Promise<void> {
    if (!this.leads) return Promise.resolve();
    this.leads = false;
    const reason = new LeadershipLostError(
      'stepDown',
      `Lease "${this.leaseName}": leadership lost (stepDown).`,
      this.leaseName,
    );
    this.active.end(reason);
    this.listeners.tell('lost', this.active.term, reason);
    return Promise.resolve();
  }

  reconsider(): void {}

  traceRuns(): void {}

  gates(): never[] {
    return [];
  }

  jobs(): never[] {
    return [];
  }

  pauseJob(): Promise<void> {
    return Promise.resolve();
  }

  resumeJob(): Promise<void> {
    return Promise.resolve();
  }

  runJob(): Promise<void> {
    return Promise.resolve();
  }

  on<E extends keyof ElectorEvents>(event: E, listener: Listener<E>): this {
    this.listeners.on(event, listener);
    return this;
  }

  once<E extends keyof ElectorEvents>(event: E, listener: Listener<E>): this {
    this.listeners.once(event, listener);
    return this;
  }

  off<E extends keyof ElectorEvents>(event: E, listener: Listener<E>): this {
    this.listeners.off(event, listener);
    return this;
  }
}
