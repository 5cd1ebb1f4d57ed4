import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob, CronTime } from 'cron';
import { OnlyLeader } from '../../../lib/index.js';
import { systemClock } from '../../../lib/core/clock/clock.js';
import { closeApps, switchedApp } from '../nest/switched-app.js';

const minute = 60_000;
const start = Date.UTC(2030, 0, 1, 21, 30) + 1;

beforeEach(() => {
  jest.useFakeTimers({ now: start, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});

afterEach(async () => {
  jest.useRealTimers();
  await closeApps();
});

/** `plain 21:40`, `once 21:40`: which of the two ran, and when. */
const ran: string[] = [];
const note = (job: string) => ran.push(`${job} ${new Date().toISOString().slice(11, 16)}`);

interface Schedule {
  readonly cron?: string;
  readonly interval?: number;
  readonly disabled?: boolean;
  readonly initialDelay?: number;
}

/** The same job with and without `once`, both the leader's, run by the real scheduler on fake time. */
function twins({ cron, interval, ...more }: Schedule): Type {
  class Jobs {
    plain() {
      note('plain');
    }

    once() {
      note('once');
    }
  }
  for (const key of ['plain', 'once'] as const) {
    const descriptor = Object.getOwnPropertyDescriptor(Jobs.prototype, key)!;
    OnlyLeader(key === 'once' ? { once: true, missed: 'all', catchUp: '3h' } : {})(Jobs.prototype, key, descriptor);
    if (interval === undefined) Cron(cron!, { name: key, timeZone: 'UTC', ...more })(Jobs.prototype, key, descriptor);
    else Interval(key, interval)(Jobs.prototype, key, descriptor);
    Object.defineProperty(Jobs.prototype, key, descriptor);
  }
  Injectable()(Jobs);
  return Jobs;
}

async function app(schedule: Schedule, module = ScheduleModule.forRoot()) {
  ran.length = 0;
  const started = await switchedApp({ imports: [module], providers: [twins(schedule)] }, { clock: systemClock });
  await started.leadership.acquire();
  return started.module.get(SchedulerRegistry);
}

const names = ['plain', 'once'] as const;
const pass = (minutes: number) => jest.advanceTimersByTimeAsync(minutes * minute);

/** When each of them ran since the last time that this was asked. */
function since(): Record<'plain' | 'once', string> {
  const of = (job: string) => ran.filter(line => line.startsWith(job)).map(line => line.slice(job.length + 1));
  const [plain, once] = [of('plain').join(' '), of('once').join(' ')];
  ran.length = 0;
  return { plain, once };
}

const both = (times: string) => ({ plain: times, once: times });
const every10Minutes = '*/10 * * * *';

describe('A job with `once`, beside the same without it:', () => {
  it('runs by itself', async () => {
    await app({ cron: every10Minutes });
    await pass(25);
    expect(since()).toEqual(both('21:40 21:50'));
  });

  it('stop() and start()', async () => {
    const registry = await app({ cron: every10Minutes });
    await pass(5);
    for (const name of names) void registry.getCronJob(name).stop();
    await pass(17);
    expect(since()).toEqual(both(''));
    for (const name of names) registry.getCronJob(name).start();
    await pass(20);
    expect(since()).toEqual(both('22:00 22:10'));
  });

  it('deleteCronJob(), and one that is added again', async () => {
    const registry = await app({ cron: every10Minutes });
    for (const name of names) registry.deleteCronJob(name);
    await pass(25);
    expect(since()).toEqual(both(''));
    for (const name of names) {
      const job = CronJob.from({
        cronTime: every10Minutes,
        timeZone: 'UTC',
        onTick: () => void note(name),
        start: true,
      });
      registry.addCronJob(name, job);
    }
    await pass(10);
    expect(since().plain).toBe('22:00');
  });

  it('setTime(): more often, less often, to a time that has just been, and to one that is about to come', async () => {
    const registry = await app({ cron: every10Minutes });
    const setTime = (expression: string) => {
      for (const name of names) registry.getCronJob(name).setTime(new CronTime(expression, 'UTC'));
    };
    await pass(13);
    expect(since()).toEqual(both('21:40'));
    setTime('*/4 * * * *');
    await pass(8);
    expect(since()).toEqual(both('21:44 21:48'));
    setTime('51 * * * *'); // It is 21:51, by a millisecond.
    await pass(59);
    expect(since()).toEqual(both(''));
    setTime('50 50 22 * * *'); // It is 22:50:00.
    await pass(1);
    expect(since()).toEqual(both('22:50'));
    setTime('55 50 22 * * *'); // It is 22:51:00.
    await pass(60);
    expect(since()).toEqual(both(''));
  });

  it('disabled, and started later', async () => {
    const registry = await app({ cron: every10Minutes, disabled: true });
    await pass(15);
    expect(since()).toEqual(both(''));
    for (const name of names) registry.getCronJob(name).start();
    await pass(10);
    expect(since()).toEqual(both('21:50'));
  });

  it('initialDelay', async () => {
    await app({ cron: every10Minutes, initialDelay: 15 * minute });
    await pass(14);
    expect(since()).toEqual(both(''));
    await pass(10);
    expect(since()).toEqual(both('21:50'));
  });

  it('deleteInterval()', async () => {
    const registry = await app({ interval: 10 * minute });
    await pass(21);
    expect(since()).toMatchObject({ plain: '21:40 21:50', once: '21:40 21:50' });
    for (const name of names) registry.deleteInterval(name);
    await pass(21);
    expect(since()).toEqual(both(''));
  });

  it('forRoot({ cronJobs: false, intervals: false })', async () => {
    await app({ cron: every10Minutes }, ScheduleModule.forRoot({ cronJobs: false, intervals: false }));
    await pass(25);
    expect(since()).toEqual(both(''));
  });

  it('a second forRoot(): without `once` each tick runs twice, since there are two jobs; with it, each is one tick', async () => {
    const second = { module: class Second {}, imports: [ScheduleModule.forRoot({ timeouts: false })] };
    await app({ cron: every10Minutes }, { module: class First {}, imports: [ScheduleModule.forRoot(), second] });
    await pass(11);
    expect(since()).toEqual({ plain: '21:40 21:40', once: '21:40' });
  });
});
