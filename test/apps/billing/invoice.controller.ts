import { Controller, Get, Post } from '@nestjs/common';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

@Controller('invoices')
export class InvoiceController {
  constructor(private readonly leader: LeaderService) {}

  @Get('leader')
  show() {
    const { isLeader, holder, term } = this.leader;
    return { isLeader, holder, term };
  }

  @Post()
  @OnlyLeader()
  send() {
    return { sent: true };
  }
}
