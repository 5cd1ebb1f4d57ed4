import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

/** Stands for a connection to a broker; it is closed when the app shuts down, and by then nobody uses it any more. */
@Injectable()
export class OrderQueue implements OnModuleDestroy {
  private readonly logger = new Logger(OrderQueue.name);
  private last = 0;
  private isOpen = true;

  take(): number {
    if (!this.isOpen) throw new Error('The queue is closed.');
    return ++this.last;
  }

  onModuleDestroy(): void {
    this.isOpen = false;
    this.logger.log('The queue is closed.');
  }
}
