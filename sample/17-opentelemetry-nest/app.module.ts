import { Module } from '@nestjs/common';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { LeaderSpans } from './leader-spans';
import { StockController } from './stock.controller';

const { LEASE_API, POD_NAME } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'opentelemetry-nest',
      identity: POD_NAME,
      connection: LEASE_API ? { server: LEASE_API } : undefined,
    }),
  ],
  controllers: [StockController],
  providers: [LeaderSpans],
})
export class AppModule {}
