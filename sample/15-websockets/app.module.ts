import { Module } from '@nestjs/common';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { AuctionGateway } from './auction.gateway.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'websockets',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  providers: [AuctionGateway],
})
export class AppModule {}
