import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Logger, UseGuards } from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { firstValueFrom, lastValueFrom, of } from 'rxjs';
import { LeaderGuard, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { freePort } from '../../support/free-port.js';
import { Traced } from '../../support/traced.js';
import { closeApps, startedApp, type StartedApp } from './started-app.js';

const clients: ClientProxy[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await closeApps();
});

/** What a microservice's or a WebSocket's client is told. */
const refused = {
  status: 'error',
  message: 'This process does not lead the lease "billing".',
  code: 'notLeader',
  leaseName: 'billing',
  retryAfter: 2,
};

@Controller()
class Handlers {
  readonly heard: string[] = [];

  constructor(readonly leader: LeaderService) {}

  @MessagePattern('sum')
  @OnlyLeader()
  sum(@Payload() numbers: number[]) {
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  @OnlyLeader()
  @MessagePattern('stream')
  stream() {
    return of('one', 'two');
  }

  @MessagePattern('wrapped')
  @Traced
  @OnlyLeader()
  wrapped() {
    return 'wrapped';
  }

  @MessagePattern('guarded')
  @UseGuards(LeaderGuard)
  guarded() {
    return 'guarded';
  }

  @EventPattern('noted')
  @OnlyLeader()
  noted(@Payload() what: string) {
    this.heard.push(what);
  }

  @MessagePattern('heard')
  tell() {
    return this.heard;
  }
}

async function microservice(): Promise<StartedApp & { client: ClientProxy }> {
  const options = { host: '127.0.0.1', port: await freePort() };
  const started = await startedApp({ controllers: [Handlers] }, {}, async app => {
    app.connectMicroservice({ transport: Transport.TCP, options }, { inheritAppConfig: true });
    await app.startAllMicroservices();
  });
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  clients.push(client);
  return { ...started, client };
}

describe('A handler of messages with @OnlyLeader()', () => {
  it('answers while this process leads', async () => {
    const { leadership, client } = await microservice();
    await leadership.acquire();
    await expect(firstValueFrom(client.send('sum', [1, 2, 3]))).resolves.toBe(6);
    await expect(lastValueFrom(client.send('stream', ''))).resolves.toBe('two');
    await expect(lastValueFrom(client.send('wrapped', ''))).resolves.toBe('wrapped');
    await expect(lastValueFrom(client.send('guarded', ''))).resolves.toBe('guarded');
  });

  it.each(['sum', 'stream', 'wrapped', 'guarded'])(
    'tells the client why it refused while another leads (%s)',
    async pattern => {
      const { client } = await microservice();
      await expect(firstValueFrom(client.send(pattern, [1]))).rejects.toEqual(refused);
    },
  );

  it('refuses events too', async () => {
    const { leadership, client } = await microservice();
    Logger.overrideLogger(false); // Nest logs what an event's handler throws: nobody else would see it
    await firstValueFrom(client.emit('noted', 'early'), { defaultValue: undefined });
    await firstValueFrom(client.send('heard', ''));
    await leadership.acquire();
    await firstValueFrom(client.emit('noted', 'late'), { defaultValue: undefined });
    await expect(firstValueFrom(client.send('heard', ''))).resolves.toEqual(['late']);
  });
});

describe('A WebSocket handler with @OnlyLeader()', () => {
  @WebSocketGateway()
  class Gateway {
    @SubscribeMessage('sum')
    @OnlyLeader()
    sum(_client: unknown, numbers: number[]) {
      return { event: 'sum', data: numbers.reduce((sum, number) => sum + number, 0) };
    }

    @SubscribeMessage('wrapped')
    @Traced
    @OnlyLeader()
    wrapped() {
      return { event: 'wrapped', data: 'ok' };
    }

    @SubscribeMessage('guarded')
    @UseGuards(LeaderGuard)
    guarded() {
      return { event: 'guarded', data: 'ok' };
    }
  }

  it('answers while this process leads, and else tells the client why it refused', async () => {
    const { leadership, url } = await startedApp({ providers: [Gateway] });
    const socket = await SocketIoClient.connect(url);
    for (const event of ['sum', 'wrapped', 'guarded']) {
      await socket.emit(event, [1, 2]);
      expect(await socket.receive()).toEqual(['exception', refused]);
    }
    await leadership.acquire();
    await socket.emit('sum', [1, 2]);
    expect(await socket.receive()).toEqual(['sum', 3]);
    for (const event of ['wrapped', 'guarded']) {
      await socket.emit(event, []);
      expect(await socket.receive()).toEqual([event, 'ok']);
    }
    await socket.close();
  });
});

/** As much of Socket.IO's long-polling protocol as a test needs. */
class SocketIoClient {
  private readonly received: unknown[] = [];

  private constructor(private readonly address: string) {}

  static async connect(url: string): Promise<SocketIoClient> {
    const base = `${url}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(base)).text()).slice(1)) as { sid: string };
    const client = new SocketIoClient(`${base}&sid=${sid}`);
    await client.post('40');
    await client.poll();
    return client;
  }

  async emit(event: string, data: unknown): Promise<void> {
    await this.post(`42${JSON.stringify([event, data])}`);
  }

  async receive(): Promise<unknown> {
    while (this.received.length === 0) await this.poll();
    return this.received.shift();
  }

  async close(): Promise<void> {
    await this.post('1');
  }

  private async post(packet: string): Promise<void> {
    await (await fetch(this.address, { method: 'POST', body: packet })).text();
  }

  private async poll(): Promise<void> {
    const packets = (await (await fetch(this.address)).text()).split('\x1e');
    for (const packet of packets) if (packet.startsWith('42')) this.received.push(JSON.parse(packet.slice(2)));
  }
}
