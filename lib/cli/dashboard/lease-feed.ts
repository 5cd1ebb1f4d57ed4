import { type ApiClient } from '../api/api-client.js';
import { ApiError } from '../api/api.error.js';
import { listAll, type Listed } from '../api/list.js';
import { pause } from '../pause.js';
import { isOfAnElection } from '../status/read-status.js';
import { type Clock } from '../../core/clock/clock.js';
import { leasePath, leasesPath } from '../../core/lease/lease-path.js';
import { describeError } from '../../core/lease/one-line.js';
import { isObject } from '../../core/record/is-object.js';
import { type Lease } from '../../core/record/lease.js';

/** What a feed tells. Each is called at the moment of the sight. */
export interface FeedObserver {
  /** @param isLive whether it has just changed; otherwise nobody knows when */
  onLease(lease: Lease, isLive: boolean): void;
  onGone(name: string): void;
  /** All that there is has been told. @param serverTime of the API server */
  onLook(serverTime: number | undefined): void;
  /** Undefined when it works again. */
  onTrouble(message: string | undefined): void;
}

export interface FeedTarget {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly namespace: string;
  /** Undefined for all of the namespace. */
  readonly name: string | undefined;
}

/** Seconds until the server ends a watch. */
const watchSeconds = 240;
/** Milliseconds until the next look after trouble. */
const retryInterval = 2_000;

type Look = Readonly<{ leases: readonly Lease[]; version: string | undefined; serverTime: number | undefined }>;

/** Follows leases by a watch: those of a namespace, or one, which is all that an app's own service account may see. */
export class LeaseFeed {
  private known = new Set<string>();

  constructor(
    private readonly target: FeedTarget,
    private readonly observer: FeedObserver,
  ) {}

  /** Looks once, and goes on until the signal aborts. @throws ApiError if the first look fails */
  async start(signal: AbortSignal): Promise<void> {
    const first = await this.look();
    this.tell(first);
    void this.follow(first, signal);
  }

  private async follow(first: Look, signal: AbortSignal): Promise<void> {
    let { version } = first;
    let isTroubled = false;
    while (!signal.aborted) {
      try {
        if (isTroubled) {
          const look = await this.look();
          this.tell(look);
          ({ version } = look);
          this.observer.onTrouble(undefined);
          isTroubled = false;
        }
        await this.watch(version, signal, seen => (version = seen));
      } catch (error) {
        isTroubled = true;
        // What it had forgotten (410) is no trouble.
        if (!(error instanceof ApiError && error.status === 410)) this.observer.onTrouble(describeError(error));
        await pause(this.target.clock, retryInterval, signal);
      }
    }
  }

  private async look(): Promise<Look> {
    const { api, namespace, name } = this.target;
    if (name === undefined) {
      const { items, serverTime, resourceVersion } = await listAll<Lease & Listed>(api, leasesPath(namespace));
      const typed = items.filter(isOfAnElection).map(item => ({ ...ofLeases, ...item }));
      return { leases: typed, version: resourceVersion, serverTime };
    }
    try {
      const { body, serverTime } = await api.request({ method: 'GET', path: leasePath({ namespace, name }) });
      const lease = body as Lease;
      return { leases: [lease], version: lease.metadata.resourceVersion, serverTime };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      return { leases: [], version: undefined, serverTime: undefined };
    }
  }

  private tell({ leases, serverTime }: Look): void {
    const before = this.known;
    this.known = new Set(leases.map(({ metadata }) => metadata.name));
    for (const name of before) if (!this.known.has(name)) this.observer.onGone(name);
    for (const lease of leases) this.observer.onLease(lease, false);
    this.observer.onLook(serverTime);
  }

  private async watch(from: string | undefined, signal: AbortSignal, onVersion: (version: string) => void) {
    const { api, namespace, name } = this.target;
    const query = new URLSearchParams({
      watch: '1',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(watchSeconds),
      ...(from !== undefined && { resourceVersion: from }),
      ...(name !== undefined && { fieldSelector: `metadata.name=${name}` }),
    });
    const path = `${leasesPath(namespace)}?${query.toString()}`;
    await api.watch(path, (watchSeconds + 30) * 1000, signal, event => {
      const lease = this.take(event);
      if (lease?.metadata.resourceVersion !== undefined) onVersion(lease.metadata.resourceVersion);
    });
  }

  /** @throws ApiError for an error event */
  private take(event: unknown): Lease | undefined {
    if (!isObject(event) || !isObject(event.object)) return undefined;
    const { type, object } = event;
    if (type === 'ERROR') {
      const { code, message } = object;
      throw new ApiError(`the watch ended: ${String(message)}`, typeof code === 'number' ? code : undefined);
    }
    const lease = object as unknown as Lease;
    if (type === 'BOOKMARK' || !isOfAnElection(lease)) return lease;
    const { name } = lease.metadata;
    if (type === 'DELETED') {
      this.known.delete(name);
      this.observer.onGone(name);
    } else {
      this.known.add(name);
      this.observer.onLease(lease, true);
    }
    return lease;
  }
}

/** The items of a list have no kind of their own. */
const ofLeases = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
