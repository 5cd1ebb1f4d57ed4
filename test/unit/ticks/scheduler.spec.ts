import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob, CronTime } from 'cron';
import { OnlyLeader } from '../../../lib/index.js';
import { closeApps } from '../nest/switched-app.js';
import { evening, jobsApp, minute } from './jobs-app.js';

afterEach(closeApps);

const every10Minutes = '*/10 * * * *';

/** The same jobs with and without `once`. What the scheduler says of those without is what counts. */
@Injectable()
class Jobs {
  static readonly ran: string[] = [];

  @Cron(every10Minutes, { name: 'named', timeZone: 'UTC' })
  @OnlyLeader({ once: true, missed: 'all', catchUp: '3h' })
  named() {
    Jobs.ran.push('named');
  }

  @Cron(every10Minutes, { timeZone: 'UTC' })
  @OnlyLeader({ once: true, missed: 'all', catchUp: '3h' })
  unnamed() {
    Jobs.ran.push('unnamed');
  }

  @Cron(every10Minutes, { timeZone: 'UTC' })
  other() {}

  @Interval('interval', 10 * minute)
  @OnlyLeader({ once: true, missed: 'all', catchUp: '3h' })
  interval() {
    Jobs.ran.push('interval');
  }

  @Interval(10 * minute)
  @OnlyLeader({ once: true, missed: 'all', catchUp: '3h' })
  unnamedInterval() {
    Jobs.ran.push('unnamedInterval');
  }
}

const all = ['interval', 'named', 'unnamed', 'unnamedInterval'];

async function app(...schedules: Parameters<typeof ScheduleModule.forRoot>) {
  Jobs.ran.length = 0;
  const jobs = await jobsApp(Jobs, ScheduleModule.forRoot(...schedules));
  await jobs.leadership.acquire();
  const registry = jobs.module.get(SchedulerRegistry);
  /** What has run in that time. */
  const ranIn = async (minutes: number) => {
    Jobs.ran.length = 0;
    await jobs.clock.advance(minutes * minute);
    return [...Jobs.ran].sort();
  };
  return { ...jobs, registry, ranIn };
}

describe('What the SchedulerRegistry says of a job holds for one with `once`:', () => {
  it('it runs by itself', async () => {
    const { ranIn, registry } = await app();
    expect(registry.getCronJobs().size).toBe(3);
    expect(await ranIn(10)).toEqual(all);
  });

  it('stop() and start(): nothing runs meanwhile, and nothing of that time is caught up', async () => {
    const { ranIn, registry } = await app();
    for (const job of registry.getCronJobs().values()) void job.stop();
    expect(await ranIn(25)).toEqual(['interval', 'interval', 'unnamedInterval', 'unnamedInterval']);
    for (const job of registry.getCronJobs().values()) job.start();
    expect(await ranIn(4)).toEqual([]);
    expect(await ranIn(6)).toEqual(all);
  });

  it('a stop that another process does not know of is no reason to catch up there', async () => {
    const { ranIn, registry, leadership, clock, job } = await app();
    void registry.getCronJob('named').stop();
    await ranIn(15);
    expect(job('named')).toMatchObject({ isActive: false, next: [] });
    await leadership.lose();
    registry.getCronJob('named').start();
    await leadership.acquire();
    await clock.advance(1);
    expect(Jobs.ran).not.toContain('named');
  });

  it('deleteCronJob() and deleteInterval()', async () => {
    const { ranIn, registry, job } = await app();
    registry.deleteCronJob('named');
    registry.deleteInterval('interval');
    expect(await ranIn(10)).toEqual(['unnamed', 'unnamedInterval']);
    expect(job('named')).toMatchObject({ schedule: undefined, isActive: false });
    for (const name of registry.getIntervals()) registry.deleteInterval(name);
    for (const name of [...registry.getCronJobs().keys()].slice(0, 1)) registry.deleteCronJob(name);
    expect(await ranIn(10)).toEqual([]);
  });

  it('a job that is deleted and added again runs from then on', async () => {
    const { ranIn, registry } = await app();
    registry.deleteCronJob('named');
    await ranIn(25);
    registry.addCronJob('named', CronJob.from({ cronTime: every10Minutes, timeZone: 'UTC', onTick() {}, start: true }));
    expect((await ranIn(4)).filter(name => name === 'named')).toEqual([]);
    expect((await ranIn(6)).filter(name => name === 'named')).toEqual(['named']);
  });

  it('setTime(): from then on, and not for the time before, which is logged', async () => {
    const { ranIn, registry, job, logger } = await app();
    await ranIn(13);
    registry.getCronJob('named').setTime(new CronTime('*/4 * * * *', 'UTC'));
    expect((await ranIn(2)).filter(name => name === 'named')).toEqual(['named']);
    expect((await ranIn(9)).filter(name => name === 'named')).toEqual(['named', 'named']);
    expect(job('named').schedule).toBe('*/4 * * * * UTC');
    expect(logger.of('log').filter(line => line.includes('is scheduled'))).toEqual([
      expect.stringMatching(
        /Jobs.named is scheduled "\*\/4 \* \* \* \* UTC" now, and was "\*\/10 .*ticks after .*T21:43:.* count\.$/,
      ),
    ]);
  });

  it('setTime() to a time that was seconds ago: it runs an hour later, as without `once`', async () => {
    const { ranIn, registry, clock } = await app();
    await ranIn(13);
    await clock.advance(20_000);
    registry.getCronJob('named').setTime(new CronTime('15 43 * * * *', 'UTC'));
    expect((await ranIn(59)).filter(name => name === 'named')).toEqual([]);
    expect((await ranIn(1)).filter(name => name === 'named')).toEqual(['named']);
  });

  it('forRoot({ cronJobs: false, intervals: false }): nothing runs, which is warned of', async () => {
    const { ranIn, logger } = await app({ cronJobs: false, intervals: false });
    expect(await ranIn(20)).toEqual([]);
    expect(logger.of('warn')).toEqual([
      expect.stringMatching(/would not run Jobs.named, Jobs.unnamed, .*has no such jobs/),
    ]);
  });

  it('a second forRoot(): the job is there twice, and runs once for each tick, as long as one of them is active', async () => {
    Jobs.ran.length = 0;
    @Injectable()
    class Registries {
      constructor(readonly registry: SchedulerRegistry) {}
    }
    const second = { module: class Second {}, imports: [ScheduleModule.forRoot({ timeouts: false })] };
    const { leadership, clock, module } = await jobsApp([Jobs, Registries], {
      module: class First {},
      imports: [ScheduleModule.forRoot(), second],
    });
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect([...Jobs.ran].sort()).toEqual(all);
    void module.get(Registries).registry.getCronJob('named').stop();
    await clock.advance(10 * minute);
    expect(Jobs.ran.filter(name => name === 'named')).toHaveLength(2);
  });

  it('disabled, and started later; and initialDelay', async () => {
    const ran: string[] = [];
    @Injectable()
    class Later {
      @Cron(every10Minutes, { name: 'disabled', disabled: true })
      @OnlyLeader({ once: true, catchUp: '3h' })
      disabled() {
        ran.push('disabled');
      }

      @Cron(every10Minutes, { name: 'delayed', initialDelay: 3_600_000 })
      @OnlyLeader({ once: true, catchUp: '3h' })
      delayed() {
        ran.push('delayed');
      }
    }
    const { leadership, clock, module } = await jobsApp(Later);
    const registry = module.get(SchedulerRegistry);
    await leadership.acquire();
    await clock.advance(15 * minute);
    expect(ran).toEqual([]);
    registry.getCronJob('disabled').start();
    registry.getCronJob('delayed').start(); // as it does itself after the delay
    await clock.advance(4 * minute);
    expect(ran).toEqual([]);
    await clock.advance(6 * minute);
    expect(ran.sort()).toEqual(['delayed', 'disabled']);
  });

  it('a date', async () => {
    const ran: string[] = [];
    @Injectable()
    class Dated {
      @Cron(new Date(evening + 5 * minute), { name: 'dated' })
      @OnlyLeader({ once: true })
      run() {
        ran.push('dated');
      }
    }
    const { leadership, clock } = await jobsApp(Dated);
    await leadership.acquire();
    await clock.advance(20 * minute);
    expect(ran).toEqual(['dated']);
  });

  it('a zone that cannot be followed is refused when the app starts', async () => {
    @Injectable()
    class Zoned {
      @Cron(every10Minutes, { name: 'zoned', timeZone: 'default' })
      @OnlyLeader({ once: true })
      run() {}
    }
    await expect(jobsApp(Zoned)).rejects.toThrow(/Zoned.run: .*default/);
  });

  it('one whose schedule cannot be read is an error in the log, and the others run on', async () => {
    const { ranIn, registry, logger } = await app();
    Object.assign(registry.getCronJob('named').cronTime, { source: '* * * * *', second: undefined });
    registry.getCronJob('named').cronTime = Object.create(registry.getCronJob('named').cronTime) as CronTime;
    expect(await ranIn(10)).toEqual(all.filter(name => name !== 'named'));
    expect(logger.of('error')).toEqual([expect.stringContaining('Jobs.named failed')]);
  });

  it('the jobs are logged with the version of the zone data', async () => {
    const { logger } = await app();
    expect(logger.of('log')).toContainEqual(
      expect.stringMatching(/ticks are kept of named, Jobs.unnamed, interval, .*Zone data \d{4}[a-z]/),
    );
  });
});
