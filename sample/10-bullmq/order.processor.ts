import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type Job } from 'bullmq';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';

/** Packs orders, one after the other, in the leader. */
@Processor('orders', { autorun: false }) // it runs for the length of a term
export class OrderProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(OrderProcessor.name);

  constructor(private readonly leader: LeaderService) {
    super();
  }

  onApplicationBootstrap(): void {
    this.leader.whileLeading({
      name: 'the worker of the queue "orders"',
      start: () => this.worker.resume(),
      stop: () => this.worker.pause(), // takes no new order, and resolves when the one under way is sent
    });
  }

  async process({ id, data }: Job<{ takenBy: string }>): Promise<void> {
    const { signal, fencingToken } = this.leader.currentRun!;
    this.logger.log(`Order ${id} from ${data.takenBy}: packing, with fencing token ${fencingToken}.`);
    await delay(150, undefined, { signal });
    this.logger.log(`Order ${id}: sent.`);
  }
}
