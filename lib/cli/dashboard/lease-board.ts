import { cardOf, type LeaseCard } from './lease-card.js';
import { LeaseFeed } from './lease-feed.js';
import { LeaseHistory, type Sight } from './lease-history.js';
import { TickHistory } from './tick-history.js';
import { type ApiClient } from '../api/api-client.js';
import { every } from '../every.js';
import { type Pods, podsOf } from '../status/candidates.js';
import { type Clock } from '../../core/clock/clock.js';
import { type Lease } from '../../core/record/lease.js';

export interface BoardRequest {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly namespace: string;
  /** Of the leases to show; none for all of the namespace. */
  readonly names: readonly string[];
}

export interface BoardObserver {
  /** A lease is new, has changed, or looks otherwise because time has passed. */
  onLease(name: string): void;
  onGone(name: string): void;
  onTrouble(message: string | undefined): void;
}

/** Milliseconds. */
const [podsInterval, sweepInterval] = [10_000, 1_000];
/** Milliseconds: the `Date` of an answer has whole seconds, so a smaller difference tells nothing. */
const tellingSkew = 2_000;

interface Entry {
  /** Undefined while it does not exist. */
  lease: Lease | undefined;
  readonly history: LeaseHistory;
  readonly ticks: TickHistory;
  /** Monotonic, of the last renewal that was seen as it happened. */
  renewedAt: number | undefined;
  /** What was last told of it. */
  state: string | undefined;
}

/** The leases that are shown, with what was seen of them since this process looks. */
export class LeaseBoard {
  private readonly entries = new Map<string, Entry>();
  private pods: Pods;
  /** How far the API server's clock is ahead. */
  private skew = 0;

  constructor(
    private readonly request: BoardRequest,
    private readonly observer: BoardObserver,
  ) {}

  /** Resolves when all leases are known; goes on until the signal aborts. @throws ApiError if they cannot be read */
  async start(signal: AbortSignal): Promise<void> {
    const { api, clock, namespace, names } = this.request;
    this.pods = await podsOf(api, namespace);
    const targets = names.length === 0 ? [undefined] : names;
    await Promise.all(targets.map(name => this.feed(name).start(signal)));
    void every(clock, sweepInterval, signal, () => this.sweep());
    void every(clock, podsInterval, signal, async () => {
      this.pods = await podsOf(api, namespace).catch(() => this.pods);
    });
  }

  get names(): string[] {
    return [...this.entries].flatMap(([name, { lease }]) => (lease === undefined ? [] : name)).sort();
  }

  /** As it is now. */
  card(name: string): LeaseCard | undefined {
    const entry = this.entries.get(name);
    if (entry?.lease === undefined) return undefined;
    const { lease, history, ticks, renewedAt } = entry;
    const sinceRenewal = renewedAt === undefined ? undefined : this.request.clock.monotonic() - renewedAt;
    const card = cardOf({ lease, now: this.now, sinceRenewal, terms: history.terms, ticks, pods: this.pods });
    entry.state = card.state;
    return card;
  }

  raw(name: string): Lease | undefined {
    return this.entries.get(name)?.lease;
  }

  /** The API server's time. */
  private get now(): number {
    return this.request.clock.wall() + this.skew;
  }

  private feed(name: string | undefined): LeaseFeed {
    const { api, clock, namespace } = this.request;
    return new LeaseFeed(
      { api, clock, namespace, name },
      {
        onLease: (lease, isLive) => this.take(lease, isLive),
        onGone: gone => this.drop(gone),
        onLook: serverTime => this.setClock(serverTime),
        onTrouble: message => this.observer.onTrouble(message),
      },
    );
  }

  private sight(isLive: boolean): Sight {
    return { monotonic: this.request.clock.monotonic(), wall: this.now, isLive };
  }

  private take(lease: Lease, isLive: boolean): void {
    const { name } = lease.metadata;
    const known = this.entries.get(name);
    const entry: Entry = known ?? {
      lease,
      history: new LeaseHistory(),
      ticks: new TickHistory(),
      renewedAt: undefined,
      state: undefined,
    };
    const sight = this.sight(isLive);
    if (known?.lease !== undefined && known.lease.spec?.renewTime !== lease.spec?.renewTime) {
      entry.renewedAt = isLive ? sight.monotonic : undefined;
    }
    entry.lease = lease;
    entry.history.see(lease, sight);
    this.entries.set(name, entry);
    this.observer.onLease(name);
  }

  private drop(name: string): void {
    const entry = this.entries.get(name);
    if (entry?.lease === undefined) return;
    entry.lease = undefined;
    entry.renewedAt = undefined;
    entry.history.see(undefined, this.sight(true));
    this.observer.onGone(name);
  }

  private setClock(serverTime: number | undefined): void {
    if (serverTime === undefined) return;
    const skew = serverTime + 500 - this.request.clock.wall();
    this.skew = Math.abs(skew) < tellingSkew ? 0 : skew;
  }

  /** Time alone lets a lease run out. */
  private sweep(): void {
    for (const [name, { state }] of this.entries) if (this.card(name)?.state !== state) this.observer.onLease(name);
  }
}
