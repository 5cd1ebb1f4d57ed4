import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './say.js';

// A small Nest app, with or without something in addition. Node runs with --expose-gc.

type Addition = 'nothing' | 'package' | 'https' | 'client-node';
const [addition, folder] = process.argv.slice(2) as [Addition, string];

@Injectable()
class CatsService {
  readonly all = ['Tom'];
}

@Controller('cats')
class CatsController {
  constructor(private readonly cats: CatsService) {}

  @Get()
  all(): string[] {
    return this.cats.all;
  }
}

@Module({ controllers: [CatsController], providers: [CatsService] })
class AppModule {
  static async with(addition: Addition): Promise<DynamicModule> {
    if (addition === 'client-node') await import('@kubernetes/client-node');
    if (addition !== 'package') return { module: AppModule };
    const { LeaderElectionModule } = await import('nestjs-kubernetes-leader');
    const namespace = folder ? readFileSync(`${folder}/namespace`, 'utf8') : 'default';
    const connection = folder ? { connection: { serviceAccount: folder } } : {};
    return {
      module: AppModule,
      imports: [LeaderElectionModule.forRoot({ leaseName: `app-${process.pid}`, namespace, ...connection })],
    };
  }
}

createInterface({ input: process.stdin }).on('close', () => process.exit(1));
const app = await NestFactory.create(await AppModule.with(addition), { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
const listening = performance.now(); // from the start of the process
const { user, system } = process.cpuUsage();
say('listens', { listening, cpu: (user + system) / 1000 });
if (addition === 'https') await (await import('./bare-watch.js')).watchBare(folder);
await delay(2000);
const collect = (globalThis as unknown as { gc(): void }).gc;
for (let i = 0; i < 4; i++) {
  collect();
  await delay(100);
}
const { rss, heapUsed } = process.memoryUsage();
say('measured', { rss, heapUsed });
