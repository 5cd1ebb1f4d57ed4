import { Module } from '@nestjs/common';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { LeaderController } from './leader.controller.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'http-controller',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  controllers: [LeaderController],
})
export class AppModule {}
