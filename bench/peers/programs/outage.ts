import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  OnlyLeader,
} from 'nestjs-kubernetes-leader';
import { endWithParent, say } from './say.js';

// A process that begins to lead, and finds a week of ticks that nobody has begun, of so many jobs for every minute.

const [count, seconds, options] = JSON.parse(process.argv[2] ?? '[]') as [number, number, LeaderElectionModuleOptions];
endWithParent();

let runs = 0;
let firstRun: number | undefined;

class Jobs {}
Injectable()(Jobs);
for (let i = 0; i < count; i++) {
  const descriptor: TypedPropertyDescriptor<() => Promise<void>> = {
    value: async () => {
      firstRun ??= performance.now();
      runs++;
    },
    writable: true,
    configurable: true,
  };
  OnlyLeader({ once: true, missed: 'all', catchUp: '168h' })(Jobs.prototype, `job${i}`, descriptor);
  Cron('* * * * *', { name: `job${i}`, timeZone: 'Europe/Berlin' })(Jobs.prototype, `job${i}`, descriptor);
  Object.defineProperty(Jobs.prototype, `job${i}`, descriptor);
}

@Module({ imports: [ScheduleModule.forRoot(), LeaderElectionModule.forRoot(options)], providers: [Jobs] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
const leader = app.get(LeaderService);
let lost = 0;
leader.on('lost', () => lost++);
// In the same turn as the first look at the ticks, so that what that takes is measured, too.
const loop = monitorEventLoopDelay({ resolution: 1 });
const acquired = new Promise<number>(resolve => {
  const begin = () => (loop.enable(), resolve(performance.now()));
  if (leader.isLeader) begin();
  else leader.once('acquired', begin);
});
const since = await acquired;
await delay(seconds * 1000);
loop.disable();
say('measured', {
  loopDelay: loop.percentile(99) / 1e6,
  longest: loop.max / 1e6,
  firstRun: firstRun === undefined ? Infinity : firstRun - since,
  terms: lost + (leader.isLeader ? 1 : 0),
  runs,
});
process.exit(0);
