import { Injectable, Logger } from '@nestjs/common';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { ClsService } from 'nestjs-cls';
import { setTimeout as delay } from 'node:timers/promises';

@Injectable()
export class Invoices {
  private readonly logger = new Logger(Invoices.name);

  constructor(
    private readonly leader: LeaderService,
    private readonly cls: ClsService,
  ) {}

  /** Both contexts are there, however deep the call and whatever was awaited. */
  async send(): Promise<string> {
    await delay(20);
    const sent = `request ${this.cls.getId()}, fencing token ${this.leader.currentRun?.fencingToken}`;
    this.logger.log(`Sent: ${sent}.`);
    return sent;
  }
}
