import { Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RecountStock } from './recount-stock.command.js';

@Controller('stock')
export class StockController {
  constructor(private readonly commands: CommandBus) {}

  /** Of the leader: 201. Of any other replica: 503, since the handler's refusal is an HttpException. */
  @Post(':article/recount')
  recount(@Param('article') article: string) {
    return this.commands.execute(new RecountStock(article));
  }
}
