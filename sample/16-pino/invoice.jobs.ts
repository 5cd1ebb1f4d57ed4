import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { setTimeout as delay } from 'node:timers/promises';

@Injectable()
export class InvoiceJobs {
  constructor(@InjectPinoLogger(InvoiceJobs.name) private readonly logger: PinoLogger) {}

  @Interval(500)
  @OnlyLeader()
  async sendInvoices(): Promise<void> {
    await delay(50);
    this.logger.info({ invoices: 3 }, 'The invoices are sent.');
  }
}
