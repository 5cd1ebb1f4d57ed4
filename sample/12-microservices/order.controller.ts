import { Controller, Inject, Logger, Param, Post } from '@nestjs/common';
import { ClientProxy, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { timeout } from 'rxjs';

@Controller('orders')
export class OrderController {
  private readonly logger = new Logger(OrderController.name);

  constructor(
    private readonly leader: LeaderService,
    @Inject('ORDERS') private readonly orders: ClientProxy,
  ) {}

  /** Any replica takes orders. If nobody leads at the moment, nobody answers. */
  @Post(':id')
  place(@Param('id') id: string) {
    this.orders.emit('order.placed', id);
    return this.orders.send('order.number', id).pipe(timeout(30_000));
  }

  /** Every replica hears of it, and the leader packs. */
  @EventPattern<string>('order.placed')
  @OnlyLeader()
  pack(@Payload() id: string) {
    this.logger.log(`Order ${id}: packing.`);
  }

  /** Every replica is asked, and the leader answers. */
  @MessagePattern('order.number')
  @OnlyLeader()
  number(@Payload() id: string) {
    return { id, numberedBy: this.leader.identity };
  }
}
