import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OnlyLeader } from 'nestjs-kubernetes-leader';

@Injectable()
export class StockJobs {
  private readonly logger = new Logger(StockJobs.name);
  private counts = 0;

  /** Each tick once, whoever leads. Every third finds an error, to have something to look at. */
  @Interval('stock', 1000)
  @OnlyLeader({ once: true })
  async countStock(): Promise<void> {
    this.counts++;
    if (this.counts % 3 === 0) throw new Error('The stock does not add up.');
    this.logger.log('Counted the stock.');
    return Promise.resolve();
  }

  /** Skipped in the replicas that do not lead. */
  @Interval(500)
  @OnlyLeader()
  watchPrices(): void {}
}
