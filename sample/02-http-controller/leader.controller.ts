import { Controller, Get, Post } from '@nestjs/common';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

@Controller('leader')
export class LeaderController {
  constructor(private readonly leader: LeaderService) {}

  /** Every replica answers. */
  @Get()
  show() {
    const { isLeader, identity, holder, term } = this.leader;
    return { isLeader, identity, holder, term };
  }

  /** Only the leader does; from any other replica: 503 with Retry-After. */
  @Post('reindex')
  @OnlyLeader()
  reindex() {
    return { reindexedBy: this.leader.identity };
  }
}
