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
import { type CandidateDependencies } from '../../../lib/core/elector/elector-dependencies.js';
import { Elector } from '../../../lib/core/standalone/elector.js';
import { LastWords } from '../../../lib/core/elector/last-words.js';
import { lazyKernel } from '../../../lib/core/kernel/lazy-kernel.js';
import { Presence } from '../../../lib/core/kernel/presence.js';
import { createLeaseClient } from '../../../lib/core/lease/create-lease-client.js';
import { say } from './say.js';

// A process with that many leases, all of which it leads: a Nest app, or bare electors that share what those of an app share.
// Node runs with --expose-gc.

type Options = LeaderElectionModuleOptions & { connection: { serviceAccount: string } };
const [count, kind, options] = JSON.parse(process.argv[2] ?? '[]') as [number, 'app' | 'electors', Options];
const names = Array.from({ length: count - 1 }, (_, i) => `lease-${i}`);

createInterface({ input: process.stdin }).on('close', () => process.exit(1));
const leaders = kind === 'app' ? await startApp() : await startElectors();
await Promise.all(leaders.map(leader => leader.waitForLeadership()));
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

/** One list, and so one module: each further one would cost Nest 7 KB. */
async function startApp(): Promise<LeaderService[]> {
  const features = LeaderElectionModule.forFeature(names.map(name => ({ name })));
  class AppModule {}
  Module({ imports: [LeaderElectionModule.forRoot(options), features] })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  return [app.get(LeaderService), ...names.map(name => app.get<LeaderService>(getLeaderToken(name)))];
}

async function startElectors(): Promise<Elector[]> {
  const client = createLeaseClient(options.connection);
  const dependencies: CandidateDependencies = {
    client,
    presence: new Presence(lazyKernel()),
    lastWords: new LastWords(client),
  };
  const electors = ['root', ...names].map(
    leaseName => new Elector({ ...options, leaseName, logger: false, autoClose: false }, dependencies),
  );
  await Promise.all(electors.map(elector => elector.start()));
  return electors;
}

/** Without stdin and its kin, which are sockets only because another program of Node's started this one. */
function socketCount(): number {
  const own = readdirSync('/proc/self/fd').filter(fd => Number(fd) > 2);
  const links = own.map(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter(link => link.startsWith('socket:')).length;
}
