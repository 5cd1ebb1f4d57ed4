import { type Action, type RequestAction } from '../../../lib/core/election/action.js';
import { type ElectionConfig } from '../../../lib/core/election/election-config.js';
import { holderIn, isLeaderKnown, isLeading, step } from '../../../lib/core/election/election.js';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { type Input } from '../../../lib/core/election/input.js';
import { type ElectionState, initialState } from '../../../lib/core/election/state.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Place, type ProbeOutcome } from '../../../lib/core/record/place.js';
import { lease, released } from './records.js';

export const config: ElectionConfig = {
  leaseName: 'billing',
  namespace: 'jobs',
  identity: 'me',
  leaseDuration: 20_000,
  renewDeadline: 15_000,
  renewInterval: 10_000,
  retryInterval: 2_000,
  drainTimeout: 10_000,
  abortGrace: 1_000,
  releaseTimeout: 3_000,
  serverClockMargin: 2_000,
  eligibility: 'always',
  alone: false,
};

/** Where this candidate runs, if a story says so. */
export const here: Place = { bootId: 'boot-1', netNamespace: '4026531840', socket: 'mine' };

const monotonicStart = 1_000_000;
const wallStart = Date.UTC(2030, 0, 1);

/**
 * An election that a test tells what happens, and asks what it wants done. Time stands still except in `wait` and its
 * kin; `random` is 0 unless set: no delay before a vacancy is taken, and every pause at its longest.
 */
export class Story {
  state: ElectionState;
  working = false;
  eligible = (): boolean => true;
  /** How often it has asked that. */
  asked = 0;
  /** When a lease that was not released runs out, in milliseconds since the story began. */
  runsOutAt: number | undefined;
  random = (): number => 0;
  /** The requests under way, oldest first. */
  readonly open: RequestAction[] = [];
  /** The watch that is opening or open. */
  watch: (Action & { type: 'openWatch' }) | undefined;
  /** The question to the kernel that is under way. */
  probe: (Action & { type: 'probe' }) | undefined;
  /** Whether the lease may still name this candidate, now that it has stopped. */
  isNamed: boolean | undefined;
  /** Every request so far. */
  readonly requests: RequestAction[] = [];
  /** Milliseconds since the story began at which the election wants to be woken. */
  wakeAt = Infinity;
  private readonly timeouts = new Map<number, number>();
  private mono = monotonicStart;
  private wall = wallStart;
  /** Whom it has told of as holders, in order. */
  readonly holders: (string | undefined)[] = [];
  private readonly said: string[] = [];

  constructor(overrides: Partial<ElectionConfig> = {}) {
    this.state = initialState({ ...config, ...overrides });
  }

  // What the election says.

  /** Milliseconds since the story began. */
  get now(): number {
    return this.mono - monotonicStart;
  }

  get isLeader(): boolean {
    return isLeading(this.state, { mono: this.mono, wall: this.wall });
  }

  get isLeaderKnown(): boolean {
    return isLeaderKnown(this.state, { mono: this.mono, wall: this.wall });
  }

  get holder(): string | undefined {
    return holderIn(this.state);
  }

  /** The request whose answer is awaited: the newest, unless it is doubted. */
  get request(): RequestAction | undefined {
    const awaited = this.state.requests.at(-1);
    return awaited && awaited.doubtAt < Infinity ? this.open.find(({ id }) => id === awaited.id) : undefined;
  }

  /** The requests that are doubted, oldest first. */
  get doubted(): RequestAction[] {
    return this.open.filter(request => request !== this.request);
  }

  /** What is asked of the API server: 'read', 'create', 'replace' or nothing. */
  get asks(): string | undefined {
    return this.request?.verb;
  }

  /** The lease that is being written. */
  get written(): Lease {
    const { newest } = this;
    if (!newest || newest.verb === 'read') throw new Error(`The newest request is no write, but ${newest?.verb}.`);
    return newest.lease;
  }

  /** The request that is answered next. */
  private get newest(): RequestAction | undefined {
    return this.request ?? this.open.at(-1);
  }

  /** The lease as it last saw it. */
  get record(): Lease {
    if (this.state.observed.kind !== 'present') throw new Error('No lease has been seen.');
    return this.state.observed.lease;
  }

  /** What it decided since this was asked last, requests and watches aside. */
  news(): string[] {
    return this.said.splice(0);
  }

  // What happens.

  start(awaitsPlace = false): this {
    return this.happens({ type: 'start', awaitsPlace });
  }

  stop(): this {
    return this.happens({ type: 'stop' });
  }

  stepDown(cooldown: number = this.state.config.leaseDuration, to?: string): this {
    return this.happens({ type: 'stepDown', cooldown, to });
  }

  /** Its user's answer is told unasked, as by `reconsider()`. */
  reconsiders(eligible: boolean): this {
    this.eligible = () => eligible;
    return this.happens({ type: 'eligible', eligible });
  }

  tick(): this {
    return this.happens({ type: 'tick' });
  }

  works(): this {
    this.working = true;
    return this;
  }

  workEnds(): this {
    this.working = false;
    return this.tick();
  }

  /** The newest request under way is answered with that lease. */
  answers(lease: Lease, serverTime?: number | string): this {
    const time = typeof serverTime === 'string' ? Date.parse(serverTime) : serverTime;
    return this.settles({ ok: true, lease, ...(time === undefined ? {} : { serverTime: time }) });
  }

  /** The write under way succeeds. */
  accepts(version: number | bigint): this {
    return this.answers(this.stored(version));
  }

  fails(failure: LeaseRequestFailure, retryAfter?: number): this {
    return this.settles({ ok: false, failure, retryAfter });
  }

  /** The same for a request that is doubted. */
  lateAnswer(request: RequestAction, lease: Lease): this {
    return this.settles({ ok: true, lease }, request);
  }

  lateFailure(request: RequestAction, failure: LeaseRequestFailure, retryAfter?: number): this {
    return this.settles({ ok: false, failure, retryAfter }, request);
  }

  /** The kernel tells of this process's neighbours from now on (rule 17). */
  locates(place: Place = here): this {
    return this.happens({ type: 'located', place });
  }

  /** The kernel tells nothing. */
  isFoundNowhere(): this {
    return this.happens({ type: 'located', place: undefined });
  }

  /** What came of the connection to the holder's socket. */
  kernelSays(outcome: ProbeOutcome): this {
    if (!this.probe) throw new Error('The kernel was not asked.');
    const { id } = this.probe;
    this.probe = undefined;
    return this.happens({ type: 'probed', id, outcome });
  }

  watchOpens(): this {
    return this.happens({ type: 'watchOpened', id: this.watchId() });
  }

  watchSees(lease: Lease): this {
    return this.happens({ type: 'watchEvent', id: this.watchId(), event: { type: 'seen', lease } });
  }

  watchSeesDeletion(lease: Lease): this {
    return this.happens({ type: 'watchEvent', id: this.watchId(), event: { type: 'deleted', lease } });
  }

  watchSeesBookmark(version: number): this {
    const event = { type: 'bookmark', resourceVersion: String(version) } as const;
    return this.happens({ type: 'watchEvent', id: this.watchId(), event });
  }

  watchCloses(failure?: LeaseRequestFailure): this {
    const id = this.watchId();
    this.watch = undefined;
    return this.happens({ type: 'watchClosed', id, ...(failure ? { failure } : {}) });
  }

  happens(input: Input): this {
    const { mono, wall, working, random } = this;
    const next = step(this.state, input, { mono, wall, working, random });
    this.state = next.state;
    this.wakeAt = next.wakeAt - monotonicStart;
    for (const action of next.actions) this.carryOut(action);
    return this;
  }

  // Time.

  /** Time passes, and the election is woken when it asked to be. */
  wait(milliseconds: number): this {
    const end = this.mono + milliseconds;
    let atOnce = 0;
    while (Math.min(this.wakeAt, this.nextTimeout) + monotonicStart <= end) {
      if (this.nextTimeout < this.wakeAt) {
        this.timeOut();
        continue;
      }
      const at = this.wakeAt + monotonicStart;
      atOnce = at > this.mono ? 0 : atOnce + 1;
      if (atOnce > 10) throw new Error(`The election wants to be woken again and again at ${this.now}.`);
      this.freeze(Math.max(at - this.mono, 0));
      this.tick();
    }
    return this.freeze(end - this.mono);
  }

  /** Until it wants to be woken, and is; or until a request times out. */
  wake(): this {
    const next = Math.min(this.wakeAt, this.nextTimeout);
    if (next === Infinity) throw new Error('The election does not want to be woken.');
    return this.wait(Math.max(next - this.now, 0));
  }

  /** When the first of the requests under way is given up by the lease client, in milliseconds since the story began. */
  private get nextTimeout(): number {
    return Math.min(...this.open.map(({ id }) => this.timeouts.get(id)!));
  }

  private timeOut(): void {
    const at = this.nextTimeout;
    const request = this.open.find(({ id }) => this.timeouts.get(id) === at)!;
    this.freeze(Math.max(at - this.now, 0));
    this.lateFailure(request, 'timeout');
  }

  /** The process stands still: no timer fires. */
  freeze(milliseconds: number): this {
    this.mono += milliseconds;
    this.wall += milliseconds;
    return this;
  }

  /** The machine sleeps: only the wall clock goes on. */
  suspend(milliseconds: number): this {
    return this.jumpWall(milliseconds);
  }

  jumpWall(milliseconds: number): this {
    this.wall += milliseconds;
    return this;
  }

  /** The lease under way as the API server stores it. */
  stored(version: number | bigint, lease = this.written): Lease {
    return {
      ...lease,
      metadata: { ...lease.metadata, uid: lease.metadata.uid ?? 'uid-new', resourceVersion: String(version) },
    };
  }

  private settles(answer: (Input & { type: 'answer' })['answer'], request = this.newest): this {
    if (!request) throw new Error('No request is under way.');
    this.open.splice(this.open.indexOf(request), 1);
    return this.happens({ type: 'answer', id: request.id, answer });
  }

  private watchId(): number {
    if (!this.watch) throw new Error('There is no watch.');
    return this.watch.id;
  }

  private carryOut(action: Action): void {
    switch (action.type) {
      case 'request':
        this.open.push(action);
        this.timeouts.set(action.id, this.now + action.timeout);
        this.requests.push(action);
        break;
      case 'probe':
        this.probe = action;
        break;
      case 'openWatch':
        this.watch = action;
        break;
      case 'closeWatch':
        if (this.watch?.id !== action.id) throw new Error(`Watch ${action.id} is not open.`);
        this.watch = undefined;
        break;
      case 'beginTerm':
        this.said.push(`beginTerm ${action.fencingToken}`);
        break;
      case 'closeGate':
      case 'endTerm':
        this.said.push(`${action.type} ${action.code}`);
        break;
      case 'annotationsDropped':
        this.said.push(`annotationsDropped ${action.reason}`);
        break;
      case 'holderChanged':
        this.holders.push(action.holder);
        break;
      case 'askEligible':
        this.asked++;
        this.happens({ type: 'eligible', eligible: this.eligible() });
        break;
      case 'notice':
        this.said.push(`notice ${action.notice}`);
        break;
      case 'waitingOut':
        this.said.push(`waitingOut ${action.until - wallStart}`);
        break;
      case 'notReleased':
        this.runsOutAt = action.runsOutAt - wallStart;
        this.said.push(action.type);
        break;
      case 'stopped':
        this.isNamed = action.isNamed;
        this.said.push(action.type);
        break;
      case 'renewed':
      case 'annotationsWritten':
      case 'settled':
        this.said.push(action.type);
        break;
    }
  }
}

/** A candidate whose first read has been answered so. */
export function candidateThatSees(seen: Lease, overrides: Partial<ElectionConfig> = {}): Story {
  return new Story(overrides).start().answers(seen);
}

/** The same, with its watch open. */
export function followerThatSees(seen: Lease = lease(), overrides: Partial<ElectionConfig> = {}): Story {
  return candidateThatSees(seen, overrides).watchOpens();
}

export function candidateThatSeesNoLease(overrides: Partial<ElectionConfig> = {}): Story {
  return new Story(overrides).start().fails('notFound');
}

/** A leader whose term began now, at version 11, with its watch open. */
export function leader(overrides: Partial<ElectionConfig> = {}): Story {
  const story = candidateThatSees(released({ version: 10 }), overrides)
    .accepts(11)
    .watchOpens();
  story.news();
  return story;
}
