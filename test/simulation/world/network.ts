import { type Timer } from '../../../lib/core/clock/clock.js';
import { type LeaseAnswer, type LeaseClient, type LeaseRequestOptions } from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestError, type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Candidate } from './candidate.js';
import { failure } from './failure.js';
import { LeaseStore, type WriteOutcome, type Written } from './lease-store.js';
import { type Rights, type Told } from './rights.js';
import { speak } from './simulated-exit.js';
import { type SeededRandom } from './seeded-random.js';
import { type Tally } from './tally.js';
import { type VirtualTime } from './virtual-time.js';
import { WatchStreams } from './watch-streams.js';
import { calm, type Weather } from './weather.js';

/** Whoever wants to know what goes through a network. */
export interface NetworkObserver {
  /** A request leaves its process. */
  sent(candidate: Candidate, verb: LeaseVerb, lease: Lease | undefined): void;
  applied(written: Written, replaced: Lease | undefined): void;
  /** News of a lease reaches a process; undefined: there is none. Returns what to check when it was digested. */
  told(candidate: Candidate, news: News): () => void;
  /** It ends, and its worker thread releases what is its own. */
  endsWithLastWords(candidate: Candidate): void;
  /** A write was answered with 409. */
  refused(candidate: Candidate, lease: Lease): void;
}

/** What a candidate is told by an answer to an earlier start's request, it does not listen to. */
export type News = Told & { readonly isForgotten?: boolean };

type Outcome = { answer: LeaseAnswer } | { error: LeaseRequestError };

/** API servers and the bad network between them and the candidates. */
export class Network {
  weather: Weather = { ...calm };
  /** Milliseconds by which the clock of each API server is off. */
  serverClocks: number[] = [0];
  /** Until then somebody has been asked to wait (`Retry-After`). */
  busyUntil = 0;
  readonly store: LeaseStore;
  readonly streams: WatchStreams;
  /** What is under way from before is lost. */
  private lostBefore = -1;
  private lastSecond = -1;
  private lastSecondText = '';

  /** @param serverRate of the API servers' clocks, which go together */
  constructor(
    private readonly time: VirtualTime,
    readonly random: SeededRandom,
    private readonly serverRate: number,
    private readonly tally: Tally,
    private readonly observer: NetworkObserver,
  ) {
    this.streams = new WatchStreams(this, time, random, tally, observer);
    this.store = new LeaseStore(
      () => this.serverTimeText(),
      (written, replaced) => {
        observer.applied(written, replaced);
        this.streams.publish(written);
      },
    );
  }

  clientOf(candidate: Candidate): LeaseClient {
    const { name } = candidate.lease;
    return {
      read: (_lease, options) => this.request(candidate, 'get', undefined, options, () => this.get(name, candidate)),
      create: (lease, options) =>
        this.request(candidate, 'create', lease, options, () =>
          this.outcome('create', this.store.create(lease, candidate)),
        ),
      replace: (lease, options) =>
        this.request(candidate, 'update', lease, options, () =>
          this.outcome('update', this.store.replace(lease, candidate)),
        ),
      watch: (_lease, options, observer) => this.streams.open(candidate, options, observer),
      releaseAtExit: targets => {
        this.observer.endsWithLastWords(candidate);
        speak(this, this.time, candidate, targets);
      },
      close: () => {},
    };
  }

  /** Everything that is under way is lost, answers and requests. */
  loseAllUnderWay(): void {
    this.lostBefore = this.time.now;
  }

  takeDown(duration: number): void {
    this.weather.down = true;
    this.streams.cutAll();
    this.time.after(duration, () => (this.weather.down = false));
  }

  partition(candidates: readonly Candidate[], duration: number): void {
    const { process } = candidates[0];
    process.partitioned = true;
    this.time.after(duration, () => {
      if (!process.partitioned) return;
      process.partitioned = false;
      for (const candidate of candidates) this.streams.reconnect(candidate);
    });
  }

  delay(): number {
    const { latency } = this.weather;
    const factor = latency > calm.latency && this.random.chance(0.05) ? 10 : 1;
    return this.random.next() * latency * factor;
  }

  private get(name: string, { process }: Candidate): Outcome {
    const lease = this.store.get(name);
    return lease ? { answer: this.answer(lease, process.dateError) } : { error: failure('notFound', 'get') };
  }

  private outcome(verb: LeaseVerb, outcome: WriteOutcome | 'rejected'): Outcome {
    if (typeof outcome === 'string') return { error: failure(outcome, verb) };
    return { answer: this.answer(outcome.lease) };
  }

  private answer(lease: Lease, dateError = 0): LeaseAnswer {
    return { lease, serverTime: Math.floor((this.serverTime() + dateError) / 1000) * 1000 };
  }

  private isCurrent(lease: Lease): boolean {
    const { name, resourceVersion } = lease.metadata;
    return resourceVersion !== undefined && this.store.get(name)?.metadata.resourceVersion === resourceVersion;
  }

  private serverTime(): number {
    return Date.UTC(2027, 0, 1) + this.time.now * this.serverRate + this.random.pick(this.serverClocks);
  }

  private serverTimeText(): string {
    const second = Math.floor(this.serverTime() / 1000);
    if (second !== this.lastSecond) {
      this.lastSecond = second;
      this.lastSecondText = new Date(second * 1000).toISOString().replace('.000', '');
    }
    return this.lastSecondText;
  }

  /** A thenable that settles when simulated time says so, without a microtask: several times as fast as a promise. */
  private request(
    candidate: Candidate,
    verb: LeaseVerb,
    lease: Lease | undefined,
    options: LeaseRequestOptions,
    apply: () => Outcome,
  ): Promise<LeaseAnswer> {
    const exchange = new Exchange(candidate, verb, lease, this.observer);
    this.observer.sent(candidate, verb, lease);
    const { timeout, freshConnection } = options;
    exchange.timer = candidate.process.clock.setTimer(
      () => exchange.settle({ error: failure('timeout', verb) }),
      timeout,
    );
    this.send(exchange, verb, lease, freshConnection === true, apply);
    return exchange as unknown as Promise<LeaseAnswer>;
  }

  private send(exchange: Exchange, verb: LeaseVerb, lease: Lease | undefined, fresh: boolean, apply: () => Outcome) {
    const { weather, random, time, tally } = this;
    const { process } = exchange.candidate;
    const sentAt = time.now;
    const there = this.delay();
    if (fresh) process.deadConnection = false;
    const lost = process.partitioned || process.deadConnection || random.chance(weather.lostRequest);
    if (lost || weather.down) {
      tally.count('request lost');
      if (random.chance(lost ? 0.3 : 0.7))
        time.after(there, () => exchange.receive({ error: failure('network', verb) }));
      return;
    }
    if (lease && random.chance(weather.givenUp)) {
      tally.count('write given up');
      time.after(there, () => exchange.receive({ error: failure(random.pick(['network', 'server'] as const), verb) }));
      time.after(there + random.next() * weather.givenUpFor, () => {
        if (!this.weather.down && sentAt > this.lostBefore) apply();
      });
      return;
    }
    time.after(there + (lease ? weather.slowWrites : weather.slowReads), () => {
      if (this.weather.down || sentAt <= this.lostBefore) return;
      if (exchange.isHungUp && this.weather.hangUpDrops > 0 && random.chance(this.weather.hangUpDrops)) {
        tally.count(lease ? 'write dropped: its client hung up' : 'read dropped: its client hung up');
        return;
      }
      const outcome = this.serve(verb, lease, apply);
      if (process.partitioned || process.deaf || random.chance(weather.lostAnswer)) {
        tally.count(verb === 'get' ? 'answer lost' : 'answer to a write lost');
        if (random.chance(0.5)) time.after(this.delay(), () => exchange.receive({ error: failure('network', verb) }));
        return;
      }
      time.after(this.delay(), () => {
        if (sentAt > this.lostBefore) exchange.receive(outcome);
      });
    });
  }

  private serve(verb: LeaseVerb, lease: Lease | undefined, apply: () => Outcome): Outcome {
    const { weather, random } = this;
    const fail = (code: Parameters<typeof failure>[0], retryAfter?: number): Outcome => {
      this.tally.count(`answered: ${code}`);
      return { error: failure(code, verb, retryAfter) };
    };
    if (random.chance(weather.throttled)) {
      this.busyUntil = Math.max(this.busyUntil, this.time.now + weather.retryAfter);
      return fail('throttled', weather.retryAfter);
    }
    if (random.chance(weather.refused)) return fail(random.pick(['forbidden', 'unauthorized'] as const));
    if (lease && random.chance(weather.failedWrites)) return fail('server');
    if (lease && random.chance(weather.conflict)) return fail('conflict');
    if (lease && this.isCurrent(lease) && random.chance(weather.pretended)) {
      this.tally.count('write pretended');
      return { answer: this.answer(lease) };
    }
    const serverError = random.pick(['server', 'server', 'malformed'] as const);
    const fails = random.chance(weather.serverError);
    if (fails && random.chance(0.5)) return fail(serverError);
    const outcome = apply();
    if (fails) return fail(serverError);
    if (lease && 'answer' in outcome && random.chance(weather.resent)) {
      this.tally.count('write sent twice');
      return { error: failure('conflict', verb) };
    }
    if ('error' in outcome) this.tally.count(`answered: ${outcome.error.code}`);
    return outcome;
  }
}

/** A request under way. */
class Exchange {
  timer: Timer | undefined;
  private readonly rights: Rights;
  private readonly learntThen: number;
  private settled = false;
  private onAnswer: ((answer: LeaseAnswer) => void) | undefined;
  private onError: ((error: LeaseRequestError) => void) | undefined;

  constructor(
    readonly candidate: Candidate,
    private readonly verb: LeaseVerb,
    private readonly sent: Lease | undefined,
    private readonly observer: NetworkObserver,
  ) {
    candidate.requestsUnderWay++;
    this.rights = candidate.rights;
    this.learntThen = candidate.rights.learnt;
    if (sent) this.rights.writesUnderWay.add(sent);
  }

  /** Its client has given it up, or is no more. */
  get isHungUp(): boolean {
    return this.settled || this.candidate.process.crashed;
  }

  then(onAnswer: (answer: LeaseAnswer) => void, onError: (error: LeaseRequestError) => void): void {
    this.onAnswer = onAnswer;
    this.onError = onError;
  }

  receive(outcome: Outcome): void {
    this.candidate.process.deliver(() => this.settle(outcome));
  }

  settle(outcome: Outcome): void {
    if (this.settled) return;
    this.settled = true;
    this.timer?.cancel();
    this.candidate.requestsUnderWay--;
    if (this.sent) this.rights.writesUnderWay.delete(this.sent);
    if ('answer' in outcome) {
      const { lease } = outcome.answer;
      const version = Number(lease.metadata.resourceVersion);
      const check = this.observer.told(this.candidate, this.news(version, lease));
      this.onAnswer?.(outcome.answer);
      check();
    } else {
      const { code } = outcome.error;
      let check: (() => void) | undefined;
      if (code === 'notFound' && this.verb === 'get') {
        check = this.observer.told(this.candidate, this.news(undefined, undefined));
      }
      if (code === 'conflict' && this.sent) this.observer.refused(this.candidate, this.sent);
      if (code === 'rejected' || code === 'forbidden') this.candidate.wasRejected = true;
      this.onError?.(outcome.error);
      check?.();
    }
  }

  private news(version: number | undefined, lease: Lease | undefined): News {
    const by = this.verb === 'get' ? 'read' : 'write';
    const isForgotten = this.rights !== this.candidate.rights;
    return { by, version, lease, learntThen: this.learntThen, isForgotten };
  }
}
