import { type DiscoveryService } from '@nestjs/core';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type CronSettings } from './scheduled-method.js';
import { CronSchedule, type CronTime } from '../../core/ticks/cron-schedule.js';
import { type Schedule, SingleSchedule } from '../../core/ticks/schedule.js';

/** What we use of the `SchedulerRegistry` of @nestjs/schedule, and of the jobs of the package `cron` in it. */
interface SchedulerRegistry {
  getCronJobs(): Map<string, { readonly cronTime: CronTime }>;
}

type CronTimeClass = new (source: string, timeZone?: string | null, utcOffset?: number | null) => CronTime;

/**
 * The app's own scheduler, found among its providers: so the ticks are computed by the very `cron` that calls the jobs,
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
    const time = new CronTime(cronTime, timeZone, utcOffset);
    if (typeof time.getNextDateFrom !== 'function') throw new UnknownSchedulerError();
    return new CronSchedule(time, zoneOf(timeZone, utcOffset));
  }
}

/** Known by its methods: the class has another name in a minified bundle. */
function isSchedulerRegistry(token: unknown): boolean {
  const prototype = typeof token === 'function' ? (token.prototype as Partial<Record<string, unknown>>) : undefined;
  const methods = ['getCronJobs', 'addCronJob', 'getIntervals', 'getTimeouts'];
  return methods.every(name => typeof prototype?.[name] === 'function');
}

/** Better no app than one that loses its ticks in silence. */
class UnknownSchedulerError extends LeaderElectionError {
  constructor() {
    super(
      'unknownScheduler',
      '@OnlyLeader({ once }) needs a @nestjs/schedule whose package `cron` has `CronTime.getNextDateFrom()`, as 3.2 and ' +
        'newer have. The one of this app does not.',
    );
  }
}

/** As `cron` reads the two. */
function zoneOf(timeZone: string | null | undefined, utcOffset: number | null | undefined): string {
  if (typeof utcOffset !== 'number') return timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hours = Math.trunc(utcOffset / 60);
  const minutes = Math.abs(utcOffset - hours * 60);
  const two = (value: number) => String(Math.abs(value)).padStart(2, '0');
  return `UTC${utcOffset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
