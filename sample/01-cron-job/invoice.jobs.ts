import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { setTimeout as delay } from 'node:timers/promises';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

@Injectable()
export class InvoiceJobs {
  private readonly logger = new Logger(InvoiceJobs.name);

  constructor(private readonly leader: LeaderService) {}

  @Cron('* * * * * *')
  @OnlyLeader()
  async sendInvoices(): Promise<void> {
    const { fencingToken, signal } = this.leader.currentRun!;
    this.logger.log(`Sending invoices, fencing token ${fencingToken}.`);
    await delay(200, undefined, { signal });
    this.logger.log('All invoices are sent.');
  }
}
