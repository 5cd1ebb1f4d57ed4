import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';
import { Fence } from './fence.js';
import { Price } from './price.entity.js';

@Injectable()
export class PriceJobs {
  private readonly logger = new Logger(PriceJobs.name);

  constructor(
    private readonly leader: LeaderService,
    private readonly fence: Fence,
  ) {}

  @Cron('* * * * * *', { waitForCompletion: true })
  @OnlyLeader()
  async updatePrice(): Promise<void> {
    const { signal, fencingToken } = this.leader.currentRun!;
    this.logger.log(`Asking the supplier, with fencing token ${fencingToken}.`);
    const cents = await askSupplier(signal);
    await this.fence.transaction(prices =>
      prices.save(Price, { article: 'screw', cents, writtenBy: this.leader.identity }),
    );
    this.logger.log(`The price is ${cents} cents.`);
  }
}

/** Stands for a slow request. */
async function askSupplier(signal: AbortSignal): Promise<number> {
  await delay(1_500, undefined, { signal });
  return Math.floor(Math.random() * 1_000);
}
