import { type DiscoveryService } from '@nestjs/core';
import { type CronTime, scheduleOfCronTime } from './cron-time.js';
import { type CronSettings } from './scheduled-method.js';
import { type Schedule, SingleSchedule } from '../../core/ticks/schedule.js';

/** What we use of the `SchedulerRegistry` of @nestjs/schedule, and of the jobs of the package `cron` in it. */
interface SchedulerRegistry {
  getCronJobs(): Map<string, { readonly cronTime: CronTime }>;
}

type CronTimeClass = new (source: string, timeZone?: string | null, utcOffset?: number | null) => CronTime;

/**
 * The app's own scheduler, found among its providers: so expressions are read by the very `cron` that calls the jobs,
 * without a dependency on either package.
 */
export class AppScheduler {
  constructor(private readonly registry: SchedulerRegistry) {}

  /** Undefined where the app does not import `ScheduleModule`: then nothing calls its jobs. */
  static of(discovery: DiscoveryService): AppScheduler | undefined {
    const wrapper = discovery.getProviders().find(({ token }) => isSchedulerRegistry(token));
    const registry = wrapper?.instance as Partial<SchedulerRegistry> | null | undefined;
    return typeof registry?.getCronJobs === 'function' ? new AppScheduler(registry as SchedulerRegistry) : undefined;
  }

  /** Undefined where the app's jobs are switched off (`ScheduleModule.forRoot({ cronJobs: false })`). */
  cronSchedule({ cronTime, timeZone, utcOffset }: CronSettings): Schedule | undefined {
    if (typeof cronTime !== 'string') return new SingleSchedule(Number(cronTime));
    const [job] = this.registry.getCronJobs().values();
    if (job === undefined) return undefined;
    const CronTime = job.cronTime.constructor as CronTimeClass;
    return scheduleOfCronTime(new CronTime(cronTime, timeZone, utcOffset));
  }
}

/** Known by its methods: the class has another name in a minified bundle. */
function isSchedulerRegistry(token: unknown): boolean {
  const prototype = typeof token === 'function' ? (token.prototype as Partial<Record<string, unknown>>) : undefined;
  const methods = ['getCronJobs', 'addCronJob', 'getIntervals', 'getTimeouts'];
  return methods.every(name => typeof prototype?.[name] === 'function');
}
