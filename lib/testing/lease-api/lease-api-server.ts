import { type Clock, systemClock } from '../../core/clock/clock.js';
import { AccessControl, type AccessOptions } from './access-control.js';
import { Faults } from './faults.js';
import { LeaseAdministrator } from './lease-administrator.js';
import { LeaseRegistry } from './lease-registry.js';
import { LeaseResource } from './lease-resource.js';
import { type LeaseSnapshot, LeaseStore } from './lease-store.js';
import { type HttpProtocol, Listener, type ServerCertificate } from './listener.js';
import { OpenWatches } from './open-watches.js';
import { type HandlerSurroundings, RequestHandler } from './request-handler.js';
import { RequestLog } from './request-log.js';

/** How the server behaves, apart from faults. */
export interface LeaseApiServerOptions extends AccessOptions {
  /**
   * The clock for `Date`, `managedFields`, delays, bookmarks and `timeoutSeconds`.
   * @default the clock of the process
   */
  clock?: Clock;
  /**
   * The resource version before the first write.
   * @default 97, so that code that compares versions as text soon goes wrong
   */
  resourceVersion?: number;
  /**
   * Milliseconds between two bookmarks of a watch.
   * @default 60_000, like the real server
   */
  bookmarkInterval?: number;
  /**
   * The namespaces that exist.
   * @default all
   */
  namespaces?: readonly string[];
  /**
   * What to do with fields that this version of the API does not know: `drop` them with a warning, as the real server
   * does, or `keep` them, as a later version would that knows them.
   * @default 'drop'
   */
  unknownFields?: 'drop' | 'keep';
  /**
   * The certificate for 127.0.0.1, and its private key, in PEM.
   * @default plain http
   */
  tls?: ServerCertificate;
  /**
   * What is offered to a client that comes with TLS. Over plain http it is always HTTP/1.1, as clients expect it.
   * @default both, as the real server does
   */
  protocols?: readonly HttpProtocol[];
  /**
   * How many HTTP/2 requests and watches may be open on one connection at the same time.
   * @default 100, like the real server
   */
  maxConcurrentStreams?: number;
}

/**
 * The Kubernetes Lease API on 127.0.0.1, in this process. It answers an elector, `kubectl` or any other client as a real
 * kube-apiserver 1.36 does, and has faults that you can switch on.
 *
 * @example
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
  /** The faults, to switch on and off. */
  readonly faults = new Faults();
  /** The leases, to read and change as an administrator. */
  readonly leases: LeaseAdministrator;
  /** The requests so far. */
  readonly requests = new RequestLog();
  /** The open watches. */
  readonly watches = new OpenWatches();

  private readonly store: LeaseStore;
  private readonly surroundings: HandlerSurroundings;
  private readonly listenerOptions: ConstructorParameters<typeof Listener>[0];
  private listening: { listener: Listener; handler: RequestHandler } | undefined;
  private port = 0;
  private isPaused = false;

  constructor(options: LeaseApiServerOptions = {}) {
    const { clock = systemClock, resourceVersion = 97, bookmarkInterval = 60_000, namespaces, unknownFields } = options;
    const { tls, protocols = ['h2', 'http/1.1'], maxConcurrentStreams = 100 } = options;
    this.listenerOptions = { tls, protocols, maxConcurrentStreams };
    const store = new LeaseStore(resourceVersion);
    const registry = new LeaseRegistry(store, { namespaces, keepUnknownFields: unknownFields === 'keep' });
    const access = new AccessControl(options);
    const resource = new LeaseResource(store, registry, access);
    const { faults, requests, watches } = this;
    this.store = store;
    this.leases = new LeaseAdministrator(store, clock);
    this.surroundings = { clock, store, resource, access, faults, requests, watches, bookmarkInterval };
  }

  /** `http://127.0.0.1:...`, with a certificate `https://` */
  get url(): string {
    if (this.port === 0) throw new Error('The server has no address yet: call `await server.listen()` first.');
    return `${this.listenerOptions.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** The resource version of the last write. */
  get resourceVersion(): string {
    return String(this.store.version);
  }

  /**
   * Starts the server, or starts it again with the leases it had. Without a `port`, it takes the one it had before, or a
   * free one.
   */
  async listen(port = this.port): Promise<void> {
    if (this.listening) throw new Error('The server is listening already: call `await server.close()` first.');
    const handler = new RequestHandler(this.surroundings);
    if (this.isPaused) handler.pause();
    const listener = new Listener(this.listenerOptions, (message, response) => void handler.handle(message, response));
    listener.freeze(this.isPaused);
    this.listening = { listener, handler };
    try {
      this.port = await listener.listen(port);
    } catch (error) {
      this.listening = undefined;
      throw error;
    }
  }

  /** Simulates an outage: resets every connection, and refuses new ones until `listen()`. The leases stay. */
  async stopListening(): Promise<void> {
    if (!this.listening) return;
    const { listener, handler } = this.listening;
    this.listening = undefined;
    handler.abandonAll();
    this.watches.cut();
    await listener.close();
  }

  /** Stops the server. Leaves no socket and no timer behind. */
  async close(): Promise<void> {
    await this.stopListening();
  }

  /** Simulates a stopped process (SIGSTOP): accepts connections, but answers nothing, no ping either, until `resume()`. */
  pause(): void {
    this.isPaused = true;
    this.listening?.listener.freeze(true);
    this.listening?.handler.pause();
    this.watches.pause(true);
  }

  /** Ends `pause()`. Carries out all requests that came in meanwhile, even those that the client has given up. */
  resume(): void {
    this.isPaused = false;
    this.listening?.listener.freeze(false);
    this.listening?.handler.resume();
    this.watches.pause(false);
  }

  /** How many connections are open. */
  get connections(): number {
    return this.listening?.listener.connections ?? 0;
  }

  /** Resets every connection. New ones are accepted. */
  resetConnections(): void {
    this.listening?.listener.reset();
  }

  /** Simulates a network that has forgotten all open connections: what is sent on them vanishes. New ones work. */
  loseConnections(): void {
    this.listening?.listener.loseConnections();
  }

  /**
   * Asks HTTP/2 clients to go on over new connections (GOAWAY), as a server does that stops, or that runs with
   * `--goaway-chance`. What is under way goes on.
   */
  goAway(): void {
    this.listening?.listener.goAway();
  }

  /** A copy of all leases, for `restoreTo()`. */
  snapshot(): LeaseSnapshot {
    return this.store.snapshot();
  }

  /** Simulates an etcd restored from a backup: versions go back, and open watches are cut. */
  restoreTo(snapshot: LeaseSnapshot): void {
    this.watches.cut();
    this.store.restore(snapshot);
  }

  /** Forgets the history: a watch from any earlier version gets 410. */
  compact(): void {
    this.store.compact();
  }

  /** Removes all leases, faults, requests and open watches, for the next test. Versions go on growing. */
  reset(): void {
    this.listening?.handler.abandonAll();
    this.faults.clear();
    this.resume();
    this.watches.cut();
    this.store.clear();
    this.requests.clear();
  }
}
