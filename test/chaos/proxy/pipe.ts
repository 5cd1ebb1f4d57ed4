import { type Socket } from 'node:net';

export interface PipeState {
  /** Keeps what comes until it holds no longer. */
  readonly holds: boolean;
  /** Loses what comes, its end included. */
  readonly swallows: boolean;
  /** Milliseconds that each chunk takes. */
  readonly delay: number;
}

/** One direction of a connection. */
export class Pipe {
  private state: PipeState = { holds: false, swallows: false, delay: 0 };
  private readonly queue: { readonly due: number; readonly chunk: Buffer | 'end' }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (chunk: Buffer) => this.take(chunk));
    from.once('end', () => this.take('end'));
    to.once('close', () => clearTimeout(this.timer));
  }

  become(state: PipeState): void {
    this.state = state;
    this.flush();
  }

  private take(chunk: Buffer | 'end'): void {
    if (this.state.swallows) return;
    this.queue.push({ due: performance.now() + this.state.delay, chunk });
    this.flush();
  }

  private flush(): void {
    clearTimeout(this.timer);
    if (this.state.holds || this.to.destroyed) return;
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.timer = setTimeout(() => this.flush(), wait);
        return;
      }
      this.queue.shift();
      if (next.chunk === 'end') this.to.end();
      else this.to.write(next.chunk);
    }
  }
}
