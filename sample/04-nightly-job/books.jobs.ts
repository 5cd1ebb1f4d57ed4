import { Injectable, Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';

/** Midnight, unless you do not want to wait for it. */
const { SCHEDULE = '0 0 * * *' } = process.env;

@Injectable()
export class BooksJobs {
  private readonly logger = new Logger(BooksJobs.name);

  constructor(private readonly leader: LeaderService) {}

  @Cron(SCHEDULE, { name: 'books', timeZone: 'Europe/Berlin' })
  @OnlyLeader({ once: true, catchUp: '2h', retryInterrupted: 1 })
  async closeTheBooks(): Promise<void> {
    const { scheduledAt, attempt, signal } = this.leader.currentRun!;
    this.logger.log(`Closing the books of ${scheduledAt!.toISOString()}, attempt ${attempt}.`);
    await delay(1500, undefined, { signal });
    this.logger.log(`The books of ${scheduledAt!.toISOString()} are closed.`);
  }
}
