import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { RecountStockHandler } from './recount-stock.handler.js';
import { StockController } from './stock.controller.js';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'cqrs',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
    CqrsModule.forRoot(),
  ],
  controllers: [StockController],
  providers: [RecountStockHandler],
})
export class AppModule {}
