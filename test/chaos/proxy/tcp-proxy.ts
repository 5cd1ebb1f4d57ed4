import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Pipe } from './pipe.js';

/** How the network between a candidate and the API server is. */
export type Network =
  | { readonly kind: 'fine' }
  /** Connections are reset, and new ones, too. */
  | { readonly kind: 'cut' }
  /** Nothing arrives, and nobody is told; connections that stood then never recover. */
  | { readonly kind: 'swallows' }
  /** Requests arrive, answers and watch events do not. */
  | { readonly kind: 'swallows answers' }
  /** Nothing arrives now; all of it does, in order, when the network is fine again. */
  | { readonly kind: 'holds' }
  /** Each chunk takes so long, in each direction. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

interface Connection {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly requests: Pipe;
  readonly answers: Pipe;
}

/** Between one candidate and the API server; what it does to the bytes can be changed while connections stand. */
export class TcpProxy {
  private readonly server: Server;
  private readonly connections = new Set<Connection>();
  private network: Network = { kind: 'fine' };

  private constructor(private readonly target: number) {
    this.server = createServer({ allowHalfOpen: true }, client => this.accept(client));
  }

  static async to(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  become(network: Network): void {
    const before = this.network;
    this.network = network;
    // What was swallowed is missing in the middle: a connection that lost bytes cannot be used again.
    if (network.kind === 'cut' || before.kind.startsWith('swallows')) this.reset();
    for (const connection of this.connections) this.apply(connection);
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise(resolve => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    client.on('error', () => {}); // told by `close`, too
    if (this.network.kind === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true });
    const connection = { client, upstream, requests: new Pipe(client, upstream), answers: new Pipe(upstream, client) };
    this.connections.add(connection);
    upstream.on('error', () => this.drop(connection)); // there is no server, or no longer
    for (const socket of [client, upstream]) {
      socket.on('close', () => {
        if (client.destroyed && upstream.destroyed) this.connections.delete(connection);
      });
    }
    this.apply(connection);
  }

  private apply({ requests, answers }: Connection): void {
    const { kind } = this.network;
    const holds = kind === 'holds';
    const delay = this.network.kind === 'slow' ? this.network.milliseconds : 0;
    requests.become({ holds, delay, swallows: kind === 'swallows' });
    answers.become({ holds, delay, swallows: kind === 'swallows' || kind === 'swallows answers' });
  }

  private drop(connection: Connection): void {
    this.connections.delete(connection);
    connection.client.resetAndDestroy();
    connection.upstream.resetAndDestroy();
  }

  private reset(): void {
    for (const connection of this.connections) this.drop(connection);
  }
}
