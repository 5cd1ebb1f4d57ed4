import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { OrderDesk } from './order.desk.js';
import { OrderProcessor } from './order.processor.js';

const { LEASE_API, POD_NAME, REDIS_URL = 'redis://127.0.0.1:6379' } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'bullmq',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    BullModule.forRoot({ connection: { url: REDIS_URL } }),
    BullModule.registerQueue({ name: 'orders', defaultJobOptions: { removeOnComplete: true } }),
    ScheduleModule.forRoot(),
  ],
  providers: [OrderDesk, OrderProcessor],
})
export class AppModule {}
