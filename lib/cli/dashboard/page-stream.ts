import { type ServerResponse } from 'node:http';

/**
 * One page that looks: server-sent events. What has changed is collected, and sent once the page has taken what it was sent
 * before, so that a page that sleeps costs no memory.
 */
export class PageStream {
  private readonly pending = new Set<string>();

  /** @param messageOf what is to be told of a key by now */
  constructor(
    private readonly response: ServerResponse,
    private readonly messageOf: (key: string) => object | undefined,
  ) {
    response.on('drain', () => this.flush());
  }

  changed(key: string): void {
    this.pending.add(key);
  }

  flush(): void {
    for (const key of this.pending) {
      if (this.response.writableNeedDrain) return;
      this.pending.delete(key);
      const message = this.messageOf(key);
      if (message !== undefined) this.send(message);
    }
  }

  send(message: object): void {
    this.response.write(`data: ${JSON.stringify(message)}\n\n`);
  }

  /** Nothing has changed, and the connection is there. */
  beat(): void {
    if (!this.response.writableNeedDrain) this.response.write(':\n\n');
  }

  end(): void {
    this.response.end();
  }
}
