import { Controller, Post } from '@nestjs/common';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';

@Controller('stock')
export class StockController {
  @Post('recount')
  @OnlyLeader()
  async recount() {
    await delay(20);
    return { articles: 3 };
  }
}
