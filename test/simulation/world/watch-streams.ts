import {
  type LeaseWatch,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
  type LeaseWatchOptions,
} from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { type Candidate } from './candidate.js';
import { failure } from './failure.js';
import { type Written } from './lease-store.js';
import { type Network, type NetworkObserver } from './network.js';
import { type SeededRandom } from './seeded-random.js';
import { type Tally } from './tally.js';
import { type VirtualTime } from './virtual-time.js';

export interface WatchStream {
  readonly candidate: Candidate;
  readonly observer: LeaseWatchObserver;
  /** Only later versions are told. */
  readonly after: number;
  open: boolean;
  /** The candidate knows that it works. */
  begun: boolean;
  silent: boolean;
  /** Events stay in order, unless the weather mixes them up. */
  notBefore: number;
}

/** The watches that candidates hold: they lag, stutter, fall silent and break. */
export class WatchStreams {
  private readonly streams = new Set<WatchStream>();

  constructor(
    private readonly network: Network,
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
    private readonly tally: Tally,
    private readonly listener: NetworkObserver,
  ) {}

  open(candidate: Candidate, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch {
    this.listener.sent(candidate, 'watch', undefined);
    const { network, random } = this;
    const { resourceVersion, timeoutSeconds, openTimeout } = options;
    const after = resourceVersion === undefined ? -1 : Number(resourceVersion);
    const silent = random.chance(network.weather.watchSilent);
    const stream: WatchStream = { candidate, observer, after, open: true, begun: false, silent, notBefore: 0 };
    candidate.watchesOpen++;
    this.time.after(network.delay(), () => {
      if (!stream.open) return;
      const { weather } = network;
      if (weather.down || candidate.process.partitioned) {
        const blackHole = random.chance(0.5);
        this.time.after(blackHole ? openTimeout : 0, () => this.close(stream, blackHole ? 'timeout' : 'network'));
      } else if (random.chance(weather.watchRefused)) {
        this.close(stream, random.pick(['forbidden', 'unauthorized', 'throttled'] as const));
      } else {
        this.begin(stream, timeoutSeconds * 1000);
      }
    });
    return { close: () => this.forget(stream) };
  }

  /** Whether it has a watch that works. */
  tells(candidate: Candidate): boolean {
    for (const stream of this.streams)
      if (stream.candidate === candidate && stream.begun && !stream.silent) return true;
    return false;
  }

  publish(written: Written): void {
    for (const stream of [...this.streams]) {
      if (stream.candidate.lease.name !== written.name) continue;
      if (this.random.chance(this.network.weather.watchCut)) this.close(stream, 'network');
      else this.send(stream, written);
    }
  }

  /** Tells every watch how far it has come. */
  bookmark(version: number): void {
    for (const stream of this.streams) {
      if (stream.silent || stream.candidate.process.partitioned) continue;
      const event: LeaseWatchEvent = { type: 'BOOKMARK', resourceVersion: String(version) };
      this.later(stream, () => stream.observer.onEvent(event));
    }
  }

  cutAll(): void {
    for (const stream of [...this.streams]) this.close(stream, 'network');
  }

  /** After a partition: the connection has been lost unnoticed, or is found to be broken. */
  reconnect(candidate: Candidate): void {
    const silent = this.random.chance(0.3);
    for (const stream of [...this.streams]) {
      if (stream.candidate !== candidate) continue;
      if (silent) stream.silent = true;
      else this.close(stream, 'network');
    }
  }

  /** Watches that are silent, or have events under way, are found to be broken. */
  cutUnwell(): void {
    for (const stream of [...this.streams]) {
      if (!stream.silent && stream.notBefore <= this.time.now) continue;
      stream.notBefore = 0;
      this.close(stream, 'network');
    }
  }

  private begin(stream: WatchStream, lifetime: number): void {
    const { store } = this.network;
    const { name } = stream.candidate.lease;
    const missed = store.after(stream.after, name);
    if (stream.after >= 0 && missed === undefined) {
      this.tally.count('watch: 410');
      return this.close(stream, 'gone');
    }
    this.streams.add(stream);
    this.later(stream, () => {
      stream.begun = true;
      stream.observer.onOpen();
    });
    const present = store.get(name);
    if (stream.after < 0) {
      const version = Number(present?.metadata.resourceVersion);
      if (present) this.send(stream, { version, type: 'ADDED', name, lease: present, writer: 'administrator' });
    } else {
      for (const written of missed!) this.send(stream, written);
    }
    this.time.after(lifetime, () => this.close(stream, undefined));
  }

  private send(stream: WatchStream, written: Written): void {
    const { random, tally } = this;
    const { weather } = this.network;
    if (written.version <= stream.after) return;
    if (stream.silent || stream.candidate.process.partitioned) return tally.count('watch: event lost');
    this.tell(stream, written);
    if (random.chance(weather.watchDuplicated)) {
      tally.count('watch: event duplicated');
      this.tell(stream, written);
    }
  }

  private tell(stream: WatchStream, { type, version, lease }: Written): void {
    const news = { by: 'watch', version, lease: type === 'DELETED' ? undefined : lease } as const;
    this.later(stream, () => {
      const check = this.listener.told(stream.candidate, news);
      stream.observer.onEvent({ type, lease });
      check();
    });
  }

  private close(stream: WatchStream, code: LeaseRequestFailure | undefined): void {
    if (!stream.open) return;
    if (this.streams.delete(stream)) this.tally.count('watch: ended');
    this.later(stream, () => {
      this.forget(stream);
      stream.observer.onClose(code && failure(code, 'watch'));
    });
  }

  private forget(stream: WatchStream): void {
    if (stream.open) stream.candidate.watchesOpen--;
    stream.open = false;
    this.streams.delete(stream);
  }

  private later(stream: WatchStream, fn: () => void): void {
    const { random, time } = this;
    const { weather } = this.network;
    let at = time.now + random.next() * weather.watchLag;
    if (weather.watchReordered > 0 && random.chance(weather.watchReordered)) this.tally.count('watch: out of order');
    else at = stream.notBefore = Math.max(at, stream.notBefore);
    time.after(at - time.now, () =>
      stream.candidate.process.deliver(() => {
        if (stream.open) fn();
      }),
    );
  }
}
