import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';

@Resolver()
export class StockResolver {
  constructor(private readonly leader: LeaderService) {}

  /** Every replica answers. */
  @Query(() => String, { nullable: true })
  leaderName() {
    return this.leader.holder;
  }

  /** Only the leader does; any other replica answers with an error, whose status is 503. */
  @Mutation(() => String)
  @OnlyLeader()
  recount(@Args('article') article: string) {
    return `${article} recounted by ${this.leader.identity}`;
  }
}
