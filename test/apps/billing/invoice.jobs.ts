import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';
import { tell } from './tell.js';

@Injectable()
export class InvoiceJobs {
  constructor(private readonly leader: LeaderService) {}

  @Cron('* * * * * *')
  @OnlyLeader()
  async sendInvoices(): Promise<void> {
    const { fencingToken, signal } = this.leader.currentRun!;
    const token = String(fencingToken);
    tell({ type: 'jobBegun', token });
    await delay(500, undefined, { signal });
    tell({ type: 'jobDone', token });
  }
}
