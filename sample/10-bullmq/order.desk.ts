import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Queue } from 'bullmq';

/** Takes orders, in every replica. */
@Injectable()
export class OrderDesk {
  constructor(@InjectQueue('orders') private readonly orders: Queue) {}

  @Interval(400)
  async takeOrder(): Promise<void> {
    await this.orders.add('order', { takenBy: process.env.POD_NAME });
  }
}
