import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';

@Injectable()
export class StockJobs {
  @Interval('stock', 1000)
  @OnlyLeader({ once: true })
  async countStock(): Promise<void> {
    await delay(100);
  }
}
