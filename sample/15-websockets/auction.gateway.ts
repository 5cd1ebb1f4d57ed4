import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

@WebSocketGateway()
export class AuctionGateway {
  private highest = 0;

  constructor(private readonly leader: LeaderService) {}

  /** Every replica answers. */
  @SubscribeMessage('who')
  who() {
    return this.leader.holder;
  }

  /** Only the leader takes bids; any other replica answers with an `exception`. */
  @SubscribeMessage('bid')
  @OnlyLeader()
  bid(@MessageBody() amount: number) {
    this.highest = Math.max(this.highest, amount);
    return { highest: this.highest, takenBy: this.leader.identity };
  }
}
