import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { RecountStock } from './recount-stock.command.js';

@CommandHandler(RecountStock)
export class RecountStockHandler implements ICommandHandler<RecountStock> {
  constructor(private readonly leader: LeaderService) {}

  /** Whoever executes the command in a replica that does not lead gets a NotLeaderException. */
  @OnlyLeader()
  async execute(_command: RecountStock) {
    return { recountedBy: this.leader.identity };
  }
}
