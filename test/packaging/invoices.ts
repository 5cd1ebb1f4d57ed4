import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the README's job sends invoices: notes the fencing tokens that come along. */
export class Invoices {
  readonly tokens: bigint[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.tokens.push(BigInt(request.headers['fencing-token'] as string));
    response.end();
  });

  async listen(): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/send`;
  }

  /** Waits until so many more have come; a test that waits in vain times out. */
  async more(count: number): Promise<bigint[]> {
    const before = this.tokens.length;
    while (this.tokens.length < before + count) await delay(20);
    return this.tokens.slice(before);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
