import { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { type Clock, type Timer } from '../../clock/clock.js';
import { roundedDuration } from '../../clock/rounded-duration.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { transportFailure } from '../request-failure.js';
import { openTlsSocket } from './open-socket.js';
import { idle } from './socket-pool.js';

/**
 * Streams on one connection. kube-apiserver allows as many, and every server should (RFC 9113, 6.5.2), so that nobody is
 * refused even before the server has told its limit.
 */
const mostStreams = 100;

/**
 * How much of a connection watches may fill. The rest stays free for requests, which come and go within milliseconds: 95
 * watches, and five requests beside them.
 */
const watchShare = 0.95;

/** Milliseconds without traffic until the kernel probes a connection. A dead one is noticed some 10 s later. */
export const keepAliveDelay = 15_000;

/** Milliseconds in which a connection that is in doubt has to answer a ping. */
const pingDeadline = 5_000;

/** A place for one request or watch on a connection. To leave twice is to leave once. */
export class Place {
  /** What is carried there, once it is. */
  stream: ClientHttp2Stream | undefined;
  private isLeft = false;

  constructor(
    readonly connection: Http2Connection,
    readonly isWatch: boolean,
  ) {}

  leave(): void {
    if (this.isLeft) return;
    this.isLeft = true;
    this.connection.left(this);
  }
}

/** One connection that carries many requests and watches, from its handshake to its end. */
export class Http2Connection {
  /** The server has said that it closes the connection (GOAWAY): what is under way goes on, nothing is added. */
  isLeaving = false;
  /** A request over it was doubted, ever. */
  hasLetDown = false;
  /** Resolves when requests can be sent. Rejects if that never comes about. `http/1.1`: the server offers no HTTP/2. */
  readonly opened: Promise<'h2' | 'http/1.1'>;
  readonly since: number;
  private readonly socket: TLSSocket;
  private session: ClientHttp2Session | undefined;
  private readonly watches = new Set<Place>();
  private streams = 0;
  private isDoubted = false;
  private isOver = false;
  private isClaimed = false;
  private ping: Timer | undefined;

  /** @param onEnd called once, when it can carry nothing any more */
  constructor(
    private settings: ConnectionSettings,
    private readonly clock: Clock,
    private readonly onEnd: (connection: Http2Connection) => void,
  ) {
    this.since = clock.monotonic();
    this.socket = openTlsSocket(settings, ['h2', 'http/1.1']).setKeepAlive(true, keepAliveDelay);
    this.opened = new Promise((resolve, reject) => {
      const failed = (error: Error) => {
        this.end();
        reject(transportFailure(`no answer from ${settings.url.origin}`, error));
      };
      const closed = () => failed(new Error('the connection was closed'));
      this.socket.on('error', failed).once('close', closed);
      this.socket.once('secureConnect', () => {
        this.socket.off('error', failed).off('close', closed);
        const protocol = this.socket.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
        if (protocol === 'h2') this.start();
        else this.over();
        resolve(protocol);
      });
    });
    this.opened.catch(() => {}); // whoever waits for it is told
  }

  get isOpen(): boolean {
    return this.session !== undefined;
  }

  /** For requests and watches that are to come. */
  get isUsable(): boolean {
    return !this.isDoubted && !this.isLeaving && !this.isOver && !this.session?.closed;
  }

  /** Whether it leads to that server, with those credentials. A token goes with each request. */
  serves(settings: ConnectionSettings): boolean {
    const own = this.settings;
    if (own.url.origin !== settings.url.origin) return false;
    if (own.tls === settings.tls) return true;
    const isSame = JSON.stringify(own.tls) === JSON.stringify(settings.tls);
    if (isSame) this.settings = settings; // so that the next comparison is cheap
    return isSame;
  }

  /** For one more request or watch, now. */
  get hasRoom(): boolean {
    return this.streams < this.limit;
  }

  /** For one more watch, as soon as one of the requests under way has been answered. */
  get hasRoomForWatch(): boolean {
    return this.watches.size < Math.max(1, Math.floor(this.limit * watchShare));
  }

  enter(isWatch: boolean): Place {
    const place = new Place(this, isWatch);
    if (isWatch) this.watches.add(place);
    if (++this.streams === 1) this.wake();
    return place;
  }

  left(place: Place): void {
    this.watches.delete(place);
    if (--this.streams === 0) this.rest();
  }

  /** Begins a stream. Throws if its headers are not valid, or if the connection has ended meanwhile. */
  request(place: Place, headers: OutgoingHttpHeaders, hasBody: boolean): ClientHttp2Stream {
    return (place.stream = this.session!.request(headers, { endStream: !hasBody }));
  }

  /**
   * A request got no answer over it: nothing new is sent over it until it has answered a ping. If it does not, its watches
   * are given up, which others replace. Its requests are not: the server may still carry them out, and say so.
   */
  doubt(): void {
    if (this.isDoubted || this.isOver) return;
    this.isDoubted = this.hasLetDown = true;
    if (this.streams === 0) return this.end();
    if (!this.session || this.session.destroyed) return;
    this.ping = this.clock.setTimer(() => this.giveUpWatches(), pingDeadline);
    this.session.ping(error => {
      if (error) return;
      this.ping?.cancel();
      this.isDoubted = false;
    });
  }

  /** The connection itself, for whoever comes first, if all that the server speaks over it is HTTP/1.1. */
  claim(): TLSSocket | undefined {
    if (this.isClaimed || this.socket.destroyed) return undefined;
    this.isClaimed = true;
    return this.socket;
  }

  /** Ends everything on it. */
  end(): void {
    this.over();
    if (this.session) this.session.destroy();
    else this.socket.destroy();
  }

  private get limit(): number {
    return Math.max(1, Math.min(mostStreams, this.session?.remoteSettings?.maxConcurrentStreams ?? mostStreams));
  }

  private start(): void {
    const { connect } = process.getBuiltinModule('node:http2');
    const { socket } = this;
    const session = connect(this.settings.url.origin, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    session.on('error', () => {}); // its streams tell
    session.on('goaway', code => {
      this.isLeaving ||= code === 0;
      if (this.streams === 0) this.end();
    });
    session.on('close', () => this.over());
    session.on('timeout', () => {
      if (this.streams === 0) this.end();
    });
    this.session = session;
    if (this.streams === 0) this.rest();
  }

  private wake(): void {
    this.session?.ref();
    this.session?.setTimeout(0);
  }

  /** Nothing is under way any more. */
  private rest(): void {
    if (this.isOver) return;
    if (!this.isOpen || !this.isUsable) return this.end();
    this.session?.unref();
    this.session?.setTimeout(idle);
  }

  private giveUpWatches(): void {
    const error = new Error(`no answer to a ping within ${roundedDuration(pingDeadline)}`);
    for (const { stream } of [...this.watches]) stream?.destroy(error);
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.ping?.cancel();
    this.onEnd(this);
  }
}
