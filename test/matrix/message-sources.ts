/** A microservice that does not lead, and a client that says what it is told. */
export const messageSources = {
  'src/main.ts': `
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, type TcpClientOptions, Transport } from '@nestjs/microservices';
import { OnlyLeader } from 'nestjs-kubernetes-leader';
import { LeaderElectionTestingModule } from 'nestjs-kubernetes-leader/testing';
import { lastValueFrom } from 'rxjs';

@Controller()
export class SumController {
  @MessagePattern('sum')
  @OnlyLeader()
  sum(numbers: number[]) {
    return numbers.reduce((sum, number) => sum + number, 0);
  }
}

@Module({ imports: [LeaderElectionTestingModule.forRoot()], controllers: [SumController] })
export class AppModule {}

const server: TcpClientOptions = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
const app = await NestFactory.createMicroservice(AppModule, { ...server, logger: ['error', 'warn'] });
await app.listen();
const { port } = app.unwrap<{ address(): { port: number } }>().address();
const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
const told = await lastValueFrom(client.send('sum', [1, 2])).catch((error: unknown) => error);
console.log('told', JSON.stringify(told));
await client.close();
await app.close();
if ((told as { code?: string }).code !== 'notLeader') process.exitCode = 1;
`,
};
