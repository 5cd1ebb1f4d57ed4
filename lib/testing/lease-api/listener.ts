import { createServer, type Server } from 'node:http';
import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { type ApiMessage, type ApiResponse } from './api-response.js';
import { Wire } from './wire.js';

export interface ListenerOptions {
  /** Without it, plain HTTP/1.1. */
  readonly tls?: ServerCertificate | undefined;
  readonly protocols: readonly HttpProtocol[];
  /** `SETTINGS_MAX_CONCURRENT_STREAMS` */
  readonly maxConcurrentStreams: number;
}

/** PEM, of the server and its private key. */
export interface ServerCertificate {
  /** The certificate, or a chain that begins with it. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** As ALPN names them. */
export type HttpProtocol = 'h2' | 'http/1.1';

/** Accepts connections on 127.0.0.1. Each is a wire, on which TLS, HTTP/1.1 or HTTP/2 are spoken. */
export class Listener {
  private readonly tcp: TcpServer;
  private readonly http: Pick<Server, 'emit'>;
  private readonly wires = new Set<Wire>();
  private readonly sessions = new Set<ServerHttp2Session>();
  private isFrozen = false;

  constructor(options: ListenerOptions, handle: (message: ApiMessage, response: ApiResponse) => void) {
    this.http = this.speaker(options, handle);
    this.tcp = createTcpServer(socket => {
      const wire = new Wire(socket.setNoDelay());
      wire.freeze(this.isFrozen);
      this.wires.add(wire.on('close', () => this.wires.delete(wire)));
      this.http.emit('connection', wire);
    });
  }

  /** Resolves with the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.tcp.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return (this.tcp.address() as AddressInfo).port;
  }

  /** Resets every connection, and accepts no more. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.tcp.close(resolve));
    this.reset();
    await closed;
  }

  get connections(): number {
    return this.wires.size;
  }

  reset(): void {
    for (const wire of [...this.wires]) wire.resetAndDestroy();
  }

  freeze(frozen: boolean): void {
    this.isFrozen = frozen;
    for (const wire of this.wires) wire.freeze(frozen);
  }

  loseConnections(): void {
    for (const wire of this.wires) wire.die();
  }

  /** Streams under way go on; when the last has ended, the connection closes. */
  goAway(): void {
    for (const session of [...this.sessions]) session.close();
  }

  private speaker(
    { tls, protocols, maxConcurrentStreams }: ListenerOptions,
    handle: (message: ApiMessage, response: ApiResponse) => void,
  ): Pick<Server, 'emit'> {
    const timeouts = { keepAliveTimeout: 90_000, requestTimeout: 0 };
    if (!tls) return createServer(timeouts, handle);
    if (!protocols.includes('h2')) return createHttpsServer({ ...timeouts, ...tls }, handle);
    const allowHTTP1 = protocols.includes('http/1.1');
    const http = createSecureServer({ ...tls, allowHTTP1, settings: { maxConcurrentStreams } }, handle as never); // @types/node: its answers lack `flushHeaders`
    http.on('session', session => this.sessions.add(session.on('close', () => this.sessions.delete(session))));
    http.on('sessionError', () => {}); // a connection that breaks is a test's matter
    return http;
  }
}
