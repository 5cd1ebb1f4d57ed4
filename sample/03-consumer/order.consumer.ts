import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { LeadershipLostError, LeadershipTerm, OnLeadershipAcquired, OnLeadershipLost } from 'nestjs-kubernetes-leader';
import { OrderQueue } from './order.queue.js';

@Injectable()
export class OrderConsumer {
  private readonly logger = new Logger(OrderConsumer.name);

  constructor(private readonly orders: OrderQueue) {}

  /** Runs for the length of the term. Waits for orders with `endingSignal`, and works on them with `signal`. */
  @OnLeadershipAcquired()
  async consume({ endingSignal, signal }: LeadershipTerm): Promise<void> {
    this.logger.log('Consuming orders.');
    while (!endingSignal.aborted) {
      const order = await this.orders.next({ signal: endingSignal });
      this.logger.log(`Order ${order}: packing.`);
      await delay(500, undefined, { signal });
      this.logger.log(`Order ${order}: sent.`);
    }
  }

  @OnLeadershipLost()
  stopped(_term: LeadershipTerm, reason: LeadershipLostError): void {
    this.logger.log(`Consuming no more orders (${reason.code}).`);
  }
}
