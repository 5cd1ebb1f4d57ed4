import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
import { LoggerModule } from 'nestjs-pino';
import { InvoiceJobs } from './invoice.jobs.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'pino',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    LoggerModule.forRootAsync({
      inject: [LeaderService],
      useFactory: (leader: LeaderService) => ({
        pinoHttp: {
          // Each line of a job tells in which term it was written.
          mixin: () => (leader.currentRun ? { fencingToken: String(leader.currentRun.fencingToken) } : {}),
        },
      }),
    }),
  ],
  providers: [InvoiceJobs],
})
export class AppModule {}
