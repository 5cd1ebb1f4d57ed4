import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { MetricsController } from './metrics.controller.js';
import { StockJobs } from './stock.jobs.js';

const { LEASE_API, POD_NAME, LEASE_DURATION } = process.env;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'metrics',
      identity: POD_NAME,
      leaseDuration: LEASE_DURATION,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  controllers: [MetricsController],
  providers: [StockJobs],
})
export class AppModule {}
