import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { InvoiceController } from './invoice.controller.js';
import { InvoiceJobs } from './invoice.jobs.js';
import { Reporter } from './reporter.js';
import { type BillingSettings } from './settings.js';

@Module({ imports: [ScheduleModule.forRoot()] })
export class AppModule {
  static forElection(election: BillingSettings['election']): DynamicModule {
    if (election === false) return { module: AppModule };
    return {
      module: AppModule,
      imports: [LeaderElectionModule.forRoot(election)],
      providers: [InvoiceJobs, Reporter],
      controllers: [InvoiceController],
    };
  }
}
