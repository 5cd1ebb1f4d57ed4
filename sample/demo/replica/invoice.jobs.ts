import { Injectable } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { tell } from './tell.js';
import { WorkStamps } from './work-stamps.js';

/** What only the leader does. */
@Injectable()
export class InvoiceJobs {
  constructor(
    private readonly leader: LeaderService,
    private readonly stamps: WorkStamps,
  ) {}

  /** Once a second, a job of about 400 ms; a leader that is told to end finishes the one it has begun. */
  @Cron('* * * * * *')
  @OnlyLeader()
  async sendInvoices(): Promise<void> {
    const run = this.leader.currentRun!;
    tell({ type: 'jobBegun' });
    for (let invoice = 1; invoice <= 40; invoice++) {
      await delay(10);
      if (!this.stamps.mayGoOn(run)) return;
    }
    tell({ type: 'jobDone', token: String(run.fencingToken) });
  }

  /** All the time between, so that two replicas that worked at once would be seen, however short it was. */
  @Interval(2)
  @OnlyLeader()
  countMoney(): void {
    this.stamps.mayGoOn(this.leader.currentRun!);
  }
}
