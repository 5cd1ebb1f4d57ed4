import { Controller, Post } from '@nestjs/common';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

/** Only the leader hands out numbers. The Service leads to it; whoever comes to another replica gets a 503. */
@Controller('tickets')
export class TicketController {
  private last = 0;

  constructor(private readonly leader: LeaderService) {}

  @Post()
  @OnlyLeader()
  next(): { ticket: string } {
    // A number alone would begin anew with each leader.
    return { ticket: `${this.leader.currentRun!.fencingToken}-${++this.last}` };
  }
}
