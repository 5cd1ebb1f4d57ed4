import { Module } from '@nestjs/common';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { OrderConsumer } from './order.consumer.js';
import { OrderQueue } from './order.queue.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'consumer',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  providers: [OrderConsumer, OrderQueue],
})
export class AppModule {}
