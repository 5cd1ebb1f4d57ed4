import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PerformanceObserver } from 'node:perf_hooks';
import { LeaderElectionModule, LeaderService, OnlyLeader } from 'nestjs-kubernetes-leader';
import { say } from './say.js';

// What a call costs, bare and through the gate. Node runs with --expose-gc and a young generation so large that nothing is
// collected while the garbage of a batch is counted.

let sum = 0;

@Injectable()
class Jobs {
  constructor(readonly leader: LeaderService) {}

  bare(x: number): void {
    sum += x;
  }

  @OnlyLeader()
  gated(x: number): void {
    sum += x;
  }

  async bareAsync(x: number): Promise<void> {
    sum += x;
  }

  @OnlyLeader()
  async gatedAsync(x: number): Promise<void> {
    sum += x;
  }

  @OnlyLeader()
  async gatedWithRun(): Promise<void> {
    sum += this.leader.currentRun === undefined ? 0 : 1;
  }
}

@Module({ imports: [LeaderElectionModule.forRoot({ autoClose: false })], providers: [Jobs] })
class AppModule {}

const calls = Number(process.argv[2]);
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
const jobs = app.get(Jobs);
const { leader } = jobs;
const collect = (globalThis as unknown as { gc(): void }).gc;

let collections = 0;
const observer = new PerformanceObserver(list => (collections += list.getEntries().length));
observer.observe({ entryTypes: ['gc'] });

const unrelated = async (x: number) => void (sum += await Promise.resolve(x));

// Its own loop: one that others share would be slower afterwards, because V8 has seen it call other things.
const callUnrelated = async (n: number) => {
  for (let i = 0; i < n; i++) await unrelated(i);
};

const sync = (fn: (x: number) => void) => async (n: number) => {
  for (let i = 0; i < n; i++) fn(i);
};
const async_ = (fn: (x: number) => Promise<void>) => async (n: number) => {
  for (let i = 0; i < n; i++) await fn(i);
};

async function measure(what: string, run: (n: number) => Promise<void>): Promise<void> {
  await run(50_000);
  for (let batch = 0; batch < 10; batch++) {
    const begin = process.hrtime.bigint();
    await run(calls / 10);
    say('sample', { what, nanoseconds: Number(process.hrtime.bigint() - begin) / (calls / 10) });
  }
  const n = 100_000;
  collect();
  await new Promise(resolve => setTimeout(resolve, 10));
  collections = 0;
  const before = process.memoryUsage().heapUsed;
  await run(n);
  const after = process.memoryUsage().heapUsed;
  await new Promise(resolve => setTimeout(resolve, 10));
  say('garbage', { what, bytes: collections === 0 ? Math.max(0, after - before) / n : -1 });
}

await measure('unrelated async code, before any gated call', callUnrelated);
await measure(
  'bare, sync',
  sync(x => jobs.bare(x)),
);
await measure(
  'bare, async',
  async_(x => jobs.bareAsync(x)),
);
await leader.stepDown({ cooldown: '1h' });
await measure(
  'not leading, sync',
  sync(x => jobs.gated(x)),
);
await measure(
  'not leading, async',
  async_(x => jobs.gatedAsync(x)),
);
await app.close();

const leading = await NestFactory.createApplicationContext(AppModule, { logger: false });
const leadingJobs = leading.get(Jobs);
await leadingJobs.leader.waitForLeadership();
await measure(
  'leading, sync',
  sync(x => leadingJobs.gated(x)),
);
await measure(
  'leading, async',
  async_(x => leadingJobs.gatedAsync(x)),
);
await measure(
  'leading, async, with its currentRun read',
  async_(() => leadingJobs.gatedWithRun()),
);
await measure('unrelated async code, after gated calls', callUnrelated);
await leading.close();
say('done');
process.exit(sum === -1 ? 1 : 0);
