import { Controller, Get, Injectable, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import module from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './say.js';

// A small Nest app, which the programs app-with-… start with one thing in addition, imported as a user would. Node runs with
// --expose-gc.

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

/** @param whenListening what is done before the memory is looked at */
export async function startSmallApp(
  imports: ModuleMetadata['imports'] = [],
  whenListening?: () => Promise<void>,
): Promise<void> {
  @Module({ imports, controllers: [CatsController], providers: [CatsService] })
  class AppModule {}

  createInterface({ input: process.stdin }).on('close', () => process.exit(1));
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const listening = performance.now(); // from the start of the process
  const { user, system } = process.cpuUsage();
  say('listens', { listening, cpu: (user + system) / 1000 });
  await whenListening?.();
  await delay(2000);
  const collect = (globalThis as unknown as { gc(): void }).gc;
  for (let i = 0; i < 4; i++) {
    collect();
    await delay(100);
  }
  const { rss, heapUsed } = process.memoryUsage();
  // A compile cache is written when a process ends by itself, which this one does not.
  (module as { flushCompileCache?: () => void }).flushCompileCache?.();
  say('measured', { rss, heapUsed });
}
