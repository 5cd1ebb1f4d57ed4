import { Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { OrderController } from './order.controller.js';
import { redis } from './redis.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'microservices',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    ClientsModule.register([{ name: 'ORDERS', ...redis }]),
  ],
  controllers: [OrderController],
})
export class AppModule {}
