import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';

/** Stands for a connection to a broker. It closes when the app shuts down; by then nobody uses it any more. */
@Injectable()
export class OrderQueue implements OnModuleDestroy {
  private readonly logger = new Logger(OrderQueue.name);
  private last = 0;
  private isOpen = true;

  /** Waits for the next order. Rejects when the signal aborts. */
  async next({ signal }: { signal: AbortSignal }): Promise<number> {
    if (!this.isOpen) throw new Error('The queue is closed.');
    await delay(100, undefined, { signal });
    return ++this.last;
  }

  onModuleDestroy(): void {
    this.isOpen = false;
    this.logger.log('The queue is closed.');
  }
}
