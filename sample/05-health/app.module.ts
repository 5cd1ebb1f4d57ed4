import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { LeaderHealthIndicator } from 'nestjs-kubernetes-leader/terminus';
import { HealthController } from './health.controller.js';

const { LEASE_API, POD_NAME, LEASE_DURATION } = process.env;

@Module({
  imports: [
    TerminusModule,
    LeaderElectionModule.forRoot({
      leaseName: 'health',
      identity: POD_NAME,
      leaseDuration: LEASE_DURATION,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  controllers: [HealthController],
  providers: [LeaderHealthIndicator],
})
export class AppModule {}
