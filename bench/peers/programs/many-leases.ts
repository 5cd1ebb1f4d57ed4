import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { readdirSync, readlinkSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import {
  getLeaderToken,
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
} from 'nestjs-kubernetes-leader';
import { say } from './say.js';

// One app with that many leases, all of which it leads. Not global: Nest binds each global module to every other one, which
// takes 20 KB for each of a thousand. Node runs with --expose-gc.

const [count, options] = JSON.parse(process.argv[2] ?? '[]') as [number, LeaderElectionModuleOptions];
const names = Array.from({ length: count - 1 }, (_, i) => `lease-${i}`);

@Module({
  imports: [
    LeaderElectionModule.forRoot(options),
    ...names.map(name => LeaderElectionModule.forFeature({ name, isGlobal: false })),
  ],
})
class AppModule {}

createInterface({ input: process.stdin }).on('close', () => process.exit(1));
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
const first = app.get(LeaderService);
first.on('renewed', () => say('renewed'));
const services = [first, ...names.map(name => app.get<LeaderService>(getLeaderToken(name)))];
await Promise.all(services.map(service => service.waitForLeadership()));
say('leading');
await delay(5000); // watches open, the burst of the start is over
const loop = monitorEventLoopDelay({ resolution: 1 });
for (;;) {
  const collect = (globalThis as unknown as { gc(): void }).gc;
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, rss } = process.memoryUsage();
  say('measured', { heapUsed, rss, sockets: socketCount(), loopDelay: loop.percentile(99) / 1e6 });
  loop.reset();
  loop.enable();
  await delay(Number(process.argv[3]));
  loop.disable();
}

function socketCount(): number {
  const links = readdirSync('/proc/self/fd').map(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter(link => link.startsWith('socket:')).length;
}
