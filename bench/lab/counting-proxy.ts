import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the API server that counts the bytes that come back on it, TLS and all. */
export class CountingProxy {
  received = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer(client => this.connect(client));

  private constructor(private readonly target: URL) {}

  static async open(target: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(new URL(target));
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private connect(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    server.on('data', chunk => (this.received += chunk.length));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
  }
}
