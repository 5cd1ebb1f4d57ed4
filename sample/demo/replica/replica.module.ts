import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { leaseDuration, leaseName } from '../messages.js';
import { Heartbeat } from './heartbeat.js';
import { InvoiceJobs } from './invoice.jobs.js';
import { ReportJobs } from './report.jobs.js';
import { TermReporter } from './term-reporter.js';
import { WorkStamps } from './work-stamps.js';

const { LEASE_API, REPLICA_IDENTITY, REPORTS } = process.env;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName,
      leaseDuration,
      renewInterval: '500ms',
      drainTimeout: '3s',
      identity: REPLICA_IDENTITY,
      connection: LEASE_API ? { server: LEASE_API } : 'none',
    }),
  ],
  providers: [Heartbeat, InvoiceJobs, TermReporter, WorkStamps, ...(REPORTS ? [ReportJobs] : [])],
})
export class ReplicaModule {}
