import { describe, expect, it } from '@jest/globals';
import { type DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronTime } from 'cron';
import { AppScheduler } from '../../../lib/nest/jobs/app-scheduler.js';

const hour = 3_600_000;

/** Of an app with one cron job, or none. */
function scheduler(cronTime?: unknown): AppScheduler {
  const jobs = new Map(cronTime === undefined ? [] : [['job', { cronTime }]]);
  const providers = [{ token: SchedulerRegistry, instance: { getCronJobs: () => jobs } }];
  return AppScheduler.of({ getProviders: () => providers } as unknown as DiscoveryService)!;
}

describe("The app's scheduler", () => {
  const noon = Date.UTC(2030, 0, 1, 12);

  it('tells the ticks of an expression in a zone, and at an offset from UTC, as cron does', () => {
    const app = scheduler(new CronTime('* * * * * *'));
    const next = (settings: object) => app.cronSchedule({ cronTime: '0 0 * * *', ...settings })!.next(noon)! - noon;
    expect(next({ timeZone: 'Europe/Berlin' })).toBe(11 * hour);
    expect(next({ timeZone: 'UTC' })).toBe(12 * hour);
    expect(next({ utcOffset: 330 })).toBe(6.5 * hour);
    expect(next({ utcOffset: -210 })).toBe(15.5 * hour);
    expect(next({})).toBe(new CronTime('0 0 * * *').getNextDateFrom(new Date(noon)).toMillis() - noon);
  });

  it('has one tick for a date', () => {
    const schedule = scheduler(new CronTime('* * * * * *')).cronSchedule({ cronTime: new Date(noon) })!;
    expect([schedule.next(noon - 1), schedule.next(noon)]).toEqual([noon, undefined]);
  });

  it('is none where jobs are switched off, or the app does not import it', () => {
    expect(scheduler().cronSchedule({ cronTime: '* * * * * *' })).toBeUndefined();
    expect(AppScheduler.of({ getProviders: () => [] } as unknown as DiscoveryService)).toBeUndefined();
  });

  it('is found whatever a bundler calls its class', () => {
    const Minified = class extends SchedulerRegistry {};
    Object.defineProperty(Minified, 'name', { value: 't' });
    const providers = [
      { token: 'SchedulerRegistry', instance: 'a namesake' },
      { token: Minified, name: 't', instance: new Minified() },
    ];
    expect(AppScheduler.of({ getProviders: () => providers } as unknown as DiscoveryService)).toBeDefined();
  });
});
