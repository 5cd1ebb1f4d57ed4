import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { ClsModule } from 'nestjs-cls';
import { InvoiceController } from './invoice.controller.js';
import { InvoiceJobs } from './invoice.jobs.js';
import { Invoices } from './invoices.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'cls',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    ScheduleModule.forRoot(),
    ClsModule.forRoot({ global: true, middleware: { mount: true, generateId: true } }),
  ],
  controllers: [InvoiceController],
  providers: [InvoiceJobs, Invoices],
})
export class AppModule {}
