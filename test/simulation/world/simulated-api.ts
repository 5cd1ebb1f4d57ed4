import {
  type LeaseAnswer,
  type LeaseClient,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
} from '../../../lib/lease/lease-client.js';
import { LeaseRequestError, type LeaseRequestFailure, type LeaseVerb } from '../../../lib/lease/lease-request.error.js';
import { type Lease } from '../../../lib/record/lease.js';
import { type SeededRandom } from './seeded-random.js';
import { type SimulatedProcess } from './simulated-process.js';
import { type VirtualTime } from './virtual-time.js';

/** How the network and the server misbehave, as probabilities and milliseconds; changed while the world runs. */
export interface Weather {
  latency: number;
  lostRequest: number;
  lostAnswer: number;
  serverError: number;
  throttled: number;
  watchLag: number;
  watchCut: number;
  watchSilence: number;
  down: boolean;
}

export const calm: Weather = {
  latency: 3,
  lostRequest: 0,
  lostAnswer: 0,
  serverError: 0,
  throttled: 0,
  watchLag: 2,
  watchCut: 0,
  watchSilence: 0,
  down: false,
};

interface Watcher {
  process: SimulatedProcess;
  observer: LeaseWatchObserver;
  open: boolean;
  silent: boolean;
  /** Events of one watch stay in order. */
  notBefore: number;
}

/** One lease on a linearizable store behind a bad network. */
export class SimulatedApi {
  weather: Weather = { ...calm };
  /** Milliseconds by which the server that answers next may be off, either way (rule 10's margin covers twice that). */
  clockError = 0;
  requests = 0;
  lease: Lease | undefined;
  private version = 100n;
  private compactedBelow = 0n;
  private history: { version: bigint; event: LeaseWatchEvent }[] = [];
  private readonly watchers = new Set<Watcher>();

  constructor(
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
  ) {}

  clientOf(process: SimulatedProcess): LeaseClient {
    return {
      read: (_lease, { timeout }) => this.request(process, 'get', timeout, () => this.get()),
      create: (lease, { timeout }) => this.request(process, 'create', timeout, () => this.create(lease)),
      replace: (lease, { timeout }) => this.request(process, 'update', timeout, () => this.replace(lease)),
      watch: (_lease, options, observer) => this.watch(process, options.resourceVersion, observer),
      close: () => {},
    };
  }

  /** As an administrator: no compare-and-swap. */
  edit(change: (lease: Lease) => void): void {
    if (!this.lease) return;
    const lease = structuredClone(this.lease);
    change(lease);
    this.put(lease, true);
  }

  delete(): void {
    if (!this.lease) return;
    const lease = structuredClone(this.lease);
    lease.metadata.resourceVersion = String(++this.version);
    this.lease = undefined;
    this.publish({ type: 'DELETED', lease });
  }

  compact(): void {
    this.compactedBelow = this.version;
    this.history = [];
  }

  cutWatches(): void {
    for (const watcher of [...this.watchers]) this.closeWatcher(watcher, 'network');
  }

  watchesOf(process: SimulatedProcess): number {
    return [...this.watchers].filter(watcher => watcher.process === process).length;
  }

  private get(): LeaseAnswer {
    if (!this.lease) throw failure('notFound', 'get');
    return this.answer();
  }

  private create(lease: Lease): LeaseAnswer {
    if (this.lease) throw failure('conflict', 'create');
    const created = structuredClone(lease);
    created.metadata.uid = `uid-${++this.version}`;
    this.put(created, true);
    return this.answer();
  }

  private replace(lease: Lease): LeaseAnswer {
    const { resourceVersion, uid } = lease.metadata;
    if (!this.lease) throw failure('conflict', 'update');
    if (this.lease.metadata.uid !== uid || this.lease.metadata.resourceVersion !== resourceVersion) {
      throw failure('conflict', 'update');
    }
    this.put(structuredClone(lease), true);
    return this.answer();
  }

  private put(lease: Lease, touches: boolean): void {
    const existed = this.lease !== undefined;
    lease.metadata.resourceVersion = String(++this.version);
    if (touches) lease.metadata.managedFields = [{ time: this.serverTime().toISOString().replace(/\.\d+/, '') }];
    this.lease = lease;
    this.publish({ type: existed ? 'MODIFIED' : 'ADDED', lease: structuredClone(lease) });
  }

  private answer(): LeaseAnswer {
    return { lease: structuredClone(this.lease!), serverTime: Math.floor(this.serverTime().getTime() / 1000) * 1000 };
  }

  private serverTime(): Date {
    return new Date(Date.UTC(2027, 0, 1) + this.time.now + this.random.between(-this.clockError, this.clockError));
  }

  /** Settles synchronously, when simulated time says so: a thenable that needs no microtask, so that runs are fast. */
  private request(
    process: SimulatedProcess,
    verb: LeaseVerb,
    timeout: number,
    apply: () => LeaseAnswer,
  ): Promise<LeaseAnswer> {
    this.requests++;
    const { weather, random } = this;
    let settled = false;
    let onAnswer: ((answer: LeaseAnswer) => void) | undefined;
    let onError: ((error: LeaseRequestError) => void) | undefined;
    const settle = (fn: () => void) =>
      process.deliver(() => {
        if (settled) return;
        settled = true;
        timer.cancel();
        fn();
      });
    const timer = process.clock.setTimer(() => settle(() => onError?.(failure('timeout', verb))), timeout);
    const reject = (code: LeaseRequestFailure, delay: number, retryAfter?: number) =>
      this.time.after(delay, () => settle(() => onError?.(failure(code, verb, retryAfter))));

    const there = this.delay();
    const back = this.delay();
    if (process.partitioned || random.chance(weather.lostRequest)) {
      if (random.chance(0.3)) reject('network', there);
    } else if (weather.down) {
      if (random.chance(0.7)) reject('network', there);
    } else {
      this.time.after(there, () => {
        if (this.weather.down) return;
        if (random.chance(weather.throttled)) return void reject('throttled', back, random.pick([0, 1000, 5000]));
        const fails = random.chance(weather.serverError);
        if (fails && random.chance(0.5)) return void reject('server', back);
        let outcome: { answer: LeaseAnswer } | { error: LeaseRequestError };
        try {
          outcome = { answer: apply() };
        } catch (error) {
          outcome = { error: error as LeaseRequestError };
        }
        if (process.partitioned || random.chance(weather.lostAnswer)) {
          if (random.chance(0.5)) reject('network', back);
          return;
        }
        if (fails) return void reject('server', back);
        this.time.after(back, () =>
          settle(() => ('answer' in outcome ? onAnswer?.(outcome.answer) : onError?.(outcome.error))),
        );
      });
    }
    const thenable = {
      then: (resolved: (answer: LeaseAnswer) => void, rejected: (error: LeaseRequestError) => void) => {
        onAnswer = resolved;
        onError = rejected;
      },
    };
    return thenable as unknown as Promise<LeaseAnswer>;
  }

  private watch(process: SimulatedProcess, from: string | undefined, observer: LeaseWatchObserver): { close(): void } {
    this.requests++;
    const { random, weather } = this;
    const watcher: Watcher = {
      process,
      observer,
      open: true,
      silent: random.chance(weather.watchSilence),
      notBefore: 0,
    };
    this.time.after(this.delay(), () => {
      if (!watcher.open) return;
      if (this.weather.down || process.partitioned) return this.closeWatcher(watcher, 'network');
      if (from !== undefined && BigInt(from) < this.compactedBelow) return this.closeWatcher(watcher, 'gone');
      this.watchers.add(watcher);
      this.tell(watcher, () => observer.onOpen());
      if (from === undefined) {
        if (this.lease) this.send(watcher, { type: 'ADDED', lease: structuredClone(this.lease) });
      } else {
        for (const { version, event } of this.history) if (version > BigInt(from)) this.send(watcher, event);
      }
      this.time.after(300_000, () => this.closeWatcher(watcher, undefined));
    });
    return {
      close: () => {
        watcher.open = false;
        this.watchers.delete(watcher);
      },
    };
  }

  private publish(event: LeaseWatchEvent): void {
    this.history.push({ version: this.version, event });
    for (const watcher of [...this.watchers]) {
      if (this.random.chance(this.weather.watchCut)) this.closeWatcher(watcher, 'network');
      else this.send(watcher, event);
    }
  }

  private send(watcher: Watcher, event: LeaseWatchEvent): void {
    if (watcher.silent || watcher.process.partitioned) return;
    const copies = this.random.chance(0.05) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.tell(watcher, () => watcher.observer.onEvent(event));
  }

  private closeWatcher(watcher: Watcher, code: LeaseRequestFailure | undefined): void {
    this.watchers.delete(watcher);
    this.tell(watcher, () => {
      watcher.open = false;
      watcher.observer.onClose(code && failure(code, 'watch'));
    });
  }

  private tell(watcher: Watcher, fn: () => void): void {
    const at = Math.max(this.time.now + this.random.between(0, this.weather.watchLag), watcher.notBefore);
    watcher.notBefore = at;
    this.time.after(at - this.time.now, () =>
      watcher.process.deliver(() => {
        if (watcher.open) fn();
      }),
    );
  }

  private delay(): number {
    const { latency } = this.weather;
    return this.random.chance(0.05) ? this.random.between(0, latency * 10) : this.random.between(0, latency);
  }
}

function failure(code: LeaseRequestFailure, verb: LeaseVerb, retryAfter?: number): LeaseRequestError {
  return new LeaseRequestError(code, `${verb}: ${code}`, { verb, ...(retryAfter === undefined ? {} : { retryAfter }) });
}
