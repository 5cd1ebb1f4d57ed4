import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { Fence } from './fence.js';
import { Price } from './price.entity.js';
import { PriceJobs } from './price.jobs.js';

const { DATABASE_URL = 'postgres://postgres@127.0.0.1/postgres', LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'fencing',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: DATABASE_URL,
      applicationName: POD_NAME,
      entities: [Price],
      // A leader that freezes inside a transaction would keep the fence locked, and the next leader waiting.
      extra: { idle_in_transaction_session_timeout: 5_000 },
    }),
  ],
  providers: [Fence, PriceJobs],
})
export class AppModule {}
