import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { StockJobs } from './stock.jobs.js';
import { Telemetry } from './telemetry.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'opentelemetry',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  providers: [Telemetry, StockJobs],
})
export class AppModule {}
