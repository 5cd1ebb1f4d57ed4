import { type Socket } from 'node:net';
import { type Clock } from '../../clock/clock.js';
import { type CancellationScope } from '../cancellation-scope.js';
import { type ConnectionSettings } from '../connection/lease-connection.js';
import { type HttpAnswer } from './http-answer.js';
import { type HttpExchange, isPlain } from './http-exchange.js';
import { sendOverHttp1 } from './http1-request.js';
import { Http2Connection, keepAliveDelay } from './http2-connection.js';
import { type Http2Options, Http2Pool } from './http2-pool.js';
import { openWatchSocket } from './open-socket.js';
import { SocketPool } from './socket-pool.js';

/**
 * Carries a client's requests and watches: over HTTP/2 if the server offers it, otherwise over HTTP/1.1, as over plain http
 * and through proxies.
 */
export class HttpTransport {
  private readonly http2: Http2Pool;
  private readonly sockets: SocketPool;
  /** The server that was found to offer no HTTP/2. It is asked again after a failure: it may be another one by then. */
  private http1Only: string | undefined;

  /** @param offersHttp2 whether to offer it to servers */
  constructor(
    clock: Clock,
    private readonly offersHttp2: boolean,
  ) {
    this.http2 = new Http2Pool(clock);
    this.sockets = new SocketPool(clock);
  }

  /** @param fresh only over a connection that is new: the network may have dropped the others silently */
  async request(
    settings: ConnectionSettings,
    exchange: HttpExchange,
    fresh: boolean,
    scope: CancellationScope,
  ): Promise<HttpAnswer> {
    const { answer, socket } = await this.tryHttp2(settings, exchange, { isWatch: false, isFresh: fresh }, scope);
    if (answer) return answer;
    if (socket) this.sockets.adopt(settings, socket);
    return sendOverHttp1(settings, { ...exchange, agent: this.sockets.forRequest(settings, fresh) }, scope);
  }

  async watch(settings: ConnectionSettings, path: string, scope: CancellationScope): Promise<HttpAnswer> {
    const exchange = { method: 'GET', path } as const;
    const { answer, socket } = await this.tryHttp2(settings, exchange, { isWatch: true, isFresh: false }, scope);
    if (answer) return answer;
    const createConnection = () => socket ?? openWatchSocket(settings);
    return sendOverHttp1(
      settings,
      { ...exchange, agent: settings.proxy, createConnection, onSocket: keepAlive },
      scope,
    );
  }

  /** A request is likely to follow within milliseconds. Over HTTP/2 a connection is open. */
  warm(settings: ConnectionSettings): void {
    if (!this.maySpeakHttp2(settings)) this.sockets.warm(settings);
  }

  /** The server could not be reached. */
  forget(): void {
    this.http1Only = undefined;
  }

  destroy(): void {
    this.http2.destroy();
    this.sockets.destroy();
  }

  /** If there is no answer, speak HTTP/1.1: over the socket, if one has just been opened. */
  private async tryHttp2(
    settings: ConnectionSettings,
    exchange: HttpExchange,
    options: Http2Options,
    scope: CancellationScope,
  ): Promise<{ readonly answer?: HttpAnswer; readonly socket?: Socket | undefined }> {
    if (!this.maySpeakHttp2(settings)) return {};
    const answer = await this.http2.send(settings, exchange, options, scope);
    if (!(answer instanceof Http2Connection)) return { answer };
    this.http1Only = settings.url.origin;
    return { socket: answer.claim() };
  }

  private maySpeakHttp2(settings: ConnectionSettings): boolean {
    return this.offersHttp2 && !settings.proxy && !isPlain(settings) && this.http1Only !== settings.url.origin;
  }
}

/** As client-go, whose `DISABLE_HTTP2` keeps to HTTP/1.1. */
export function offersHttp2(env: NodeJS.ProcessEnv): boolean {
  return !env.DISABLE_HTTP2;
}

function keepAlive(socket: { setKeepAlive(enable: boolean, delay: number): unknown }): void {
  socket.setKeepAlive(true, keepAliveDelay);
}
