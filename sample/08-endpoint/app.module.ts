import { Module } from '@nestjs/common';
import { LeaderElectionModule } from 'nestjs-kubernetes-leader';
import { TicketController } from './ticket.controller.js';

const { KUBECONFIG, POD_NAME, PORT = '3000' } = process.env;

@Module({
  imports: [
    LeaderElectionModule.forRoot({
      leaseName: 'tickets',
      identity: POD_NAME,
      connection: KUBECONFIG ? 'kubeconfig' : undefined,
      events: true,
      endpoint: { service: 'tickets-leader', port: Number(PORT) },
    }),
  ],
  controllers: [TicketController],
})
export class AppModule {}
