import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { UseCls } from 'nestjs-cls';
import { randomUUID } from 'node:crypto';
import { Invoices } from './invoices.js';

@Injectable()
export class InvoiceJobs {
  constructor(private readonly invoices: Invoices) {}

  @Interval(500)
  @OnlyLeader()
  @UseCls({ generateId: true, idGenerator: () => `job-${randomUUID()}` })
  async sendAll(): Promise<void> {
    await this.invoices.send();
  }
}
