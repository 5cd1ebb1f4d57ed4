import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';

/** A job no tick of which is lost or run twice, whoever is killed: the page shows its ticks. */
@Injectable()
export class ReportJobs {
  @Cron('*/10 * * * * *', { name: 'report', timeZone: 'UTC' })
  @OnlyLeader({ once: true, catchUp: '1m', retryInterrupted: 3 })
  async sendReport(): Promise<void> {
    await delay(500);
  }
}
