import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../core/clock/clock.js';
import { AccessControl, type AccessOptions } from './access-control.js';
import { Faults } from './faults.js';
import { LeaseAdministrator } from './lease-administrator.js';
import { LeaseRegistry } from './lease-registry.js';
import { LeaseResource } from './lease-resource.js';
import { type LeaseSnapshot, LeaseStore } from './lease-store.js';
import { OpenWatches } from './open-watches.js';
import { type HandlerSurroundings, RequestHandler } from './request-handler.js';
import { RequestLog } from './request-log.js';

export interface LeaseApiServerOptions extends AccessOptions {
  /**
   * For `Date`, `managedFields`, delays, bookmarks and `timeoutSeconds`.
   * @default the process's own
   */
  clock?: Clock;
  /**
   * The last version before the first write.
   * @default 97, so that what compares versions as text goes wrong soon
   */
  resourceVersion?: number;
  /**
   * Milliseconds between a watch's bookmarks.
   * @default 60_000, as the real server
   */
  bookmarkInterval?: number;
  /**
   * The only namespaces to write into.
   * @default any
   */
  namespaces?: readonly string[];
  /**
   * What becomes of fields that this version of the API does not know: dropped with a warning, as by the real server,
   * or kept, as by one of a later version that knows them.
   * @default 'drop'
   */
  unknownFields?: 'drop' | 'keep';
}

/**
 * The Kubernetes Lease API on 127.0.0.1, in this process: what an elector, `kubectl` or any other client needs of it,
 * as a real kube-apiserver 1.36 answers it, and what can go wrong with it, on command.
 *
 * ```ts
 * const server = new LeaseApiServer();
 * await server.listen();
 * // connect an elector to { server: server.url }
 * server.faults.add({ fault: 'error', status: 503, verb: 'update', times: 2 });
 * server.leases.edit('billing', lease => void (lease.spec = { holderIdentity: 'somebody-else' }));
 * await server.close();
 * ```
 */
export class LeaseApiServer {
  /** What goes wrong. */
  readonly faults = new Faults();
  /** The leases as an administrator sees and changes them. */
  readonly leases: LeaseAdministrator;
  /** The requests so far. */
  readonly requests = new RequestLog();
  /** The watches that are open. */
  readonly watches = new OpenWatches();

  private readonly store: LeaseStore;
  private readonly surroundings: HandlerSurroundings;
  private listening: { http: Server; handler: RequestHandler } | undefined;
  private port = 0;
  private isPaused = false;

  constructor(options: LeaseApiServerOptions = {}) {
    const { clock = systemClock, resourceVersion = 97, bookmarkInterval = 60_000, namespaces, unknownFields } = options;
    const store = new LeaseStore(resourceVersion);
    const registry = new LeaseRegistry(store, { namespaces, keepUnknownFields: unknownFields === 'keep' });
    const access = new AccessControl(options);
    const resource = new LeaseResource(store, registry, access);
    const { faults, requests, watches } = this;
    this.store = store;
    this.leases = new LeaseAdministrator(store, clock);
    this.surroundings = { clock, store, resource, access, faults, requests, watches, bookmarkInterval };
  }

  /** `http://127.0.0.1:...` */
  get url(): string {
    if (this.port === 0) throw new Error('The server has no address yet: call listen() first.');
    return `http://127.0.0.1:${this.port}`;
  }

  /** The version of the last write. */
  get resourceVersion(): string {
    return String(this.store.version);
  }

  /**
   * Starts, or starts again on what is stored: on the port that is given, or else the one it had before, or else a
   * free one.
   */
  async listen(port = this.port): Promise<void> {
    if (this.listening) throw new Error('The server is listening already.');
    const handler = new RequestHandler(this.surroundings);
    if (this.isPaused) handler.pause();
    const http = createServer((message, response) => void handler.handle(message, response));
    http.keepAliveTimeout = 90_000;
    http.requestTimeout = 0;
    this.listening = { http, handler };
    try {
      await new Promise<void>((resolve, reject) => {
        http.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
    } catch (error) {
      this.listening = undefined;
      throw error;
    }
    this.port = (http.address() as AddressInfo).port;
  }

  /** An outage: every connection is reset, and new ones are refused until `listen()`. What is stored stays. */
  async stopListening(): Promise<void> {
    if (!this.listening) return;
    const { http, handler } = this.listening;
    this.listening = undefined;
    handler.abandonAll();
    this.watches.cut();
    const closed = new Promise(resolve => http.close(resolve));
    http.closeAllConnections();
    await closed;
  }

  /** Leaves no socket and no timer behind. */
  async close(): Promise<void> {
    await this.stopListening();
  }

  /** A stopped process (SIGSTOP): connections are accepted and stay open, and nothing is answered until `resume()`. */
  pause(): void {
    this.isPaused = true;
    this.listening?.handler.pause();
    this.watches.pause(true);
  }

  /** Goes on, and carries out all that came in meanwhile, even what its client has given up. */
  resume(): void {
    this.isPaused = false;
    this.listening?.handler.resume();
    this.watches.pause(false);
  }

  /** All leases as they are now, for `restoreTo()`. */
  snapshot(): LeaseSnapshot {
    return this.store.snapshot();
  }

  /** etcd restored from a backup, and the API server restarted: versions go back, open watches are cut. */
  restoreTo(snapshot: LeaseSnapshot): void {
    this.watches.cut();
    this.store.restore(snapshot);
  }

  /** Forgets the history: a watch from any version before this one is told 410. */
  compact(): void {
    this.store.compact();
  }

  /** As new, for the next test: no leases, faults, requests or open watches. Versions go on growing. */
  reset(): void {
    this.listening?.handler.abandonAll();
    this.faults.clear();
    this.resume();
    this.watches.cut();
    this.store.clear();
    this.requests.clear();
  }
}
