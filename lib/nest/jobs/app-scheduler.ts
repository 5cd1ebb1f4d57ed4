import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type CronTime, scheduleOfCronTime } from './cron-time.js';
import { type MethodSchedule, scheduleOf } from './scheduled-method.js';
import { IntervalSchedule, type Schedule } from '../../core/ticks/schedule.js';
import { schedulersOf } from '../discovery/schedulers.js';
import { type Method } from '../methods/method.js';

/** What we use of a `CronJob` of the package `cron`. */
interface CronJob {
  readonly cronTime: CronTime;
  /** Its version 4; in 3, `running`. */
  readonly isActive?: boolean;
  readonly running?: boolean;
  lastDate?(): Date | null;
}

/** What we use of the `SchedulerRegistry` of @nestjs/schedule. */
export interface SchedulerRegistry {
  getCronJobs(): Map<string, CronJob>;
  getIntervals(): string[];
  getInterval(name: string): unknown;
}

/** A job as the app's scheduler has it, at each question anew: it may have been stopped, changed, removed or added again. */
export interface ScheduledJob {
  /** Undefined if the scheduler has no such job. */
  schedule(): Schedule | undefined;
  isActive(): boolean;
}

/**
 * The app's own scheduler, found among its providers, so without a dependency on @nestjs/schedule. Several if the app
 * imports `ScheduleModule.forRoot()` more than once: each of them has all jobs then.
 */
export class AppScheduler {
  private readonly named: ReadonlySet<string>;

  constructor(
    private readonly registries: readonly SchedulerRegistry[],
    /** All methods that the scheduler has a job of, in its order. */
    private readonly methods: readonly ScheduledMethod[],
  ) {
    this.named = new Set(methods.flatMap(({ schedule }) => schedule.name ?? []));
  }

  /** Undefined if the app does not import `ScheduleModule`: then nothing calls its jobs. */
  static of(discovery: DiscoveryService): AppScheduler | undefined {
    const registries = schedulersOf(discovery) as SchedulerRegistry[];
    return registries.length === 0 ? undefined : new AppScheduler(registries, scheduledMethods(discovery));
  }

  job(instance: object, key: string, schedule: MethodSchedule): ScheduledJob {
    const keys = this.registries.map(registry => this.keysIn(registry, instance, key, schedule));
    if (schedule.type === 'cron') {
      const find = () =>
        this.registries.flatMap((registry, i) => keys[i].flatMap(name => registry.getCronJobs().get(name) ?? []));
      return new ScheduledCron(find);
    }
    const interval = new IntervalSchedule(Math.max(1, Math.floor(schedule.period)));
    const has = () =>
      this.registries.some((registry, i) => keys[i].some(name => registry.getIntervals().includes(name)));
    return { schedule: () => (has() ? interval : undefined), isActive: has };
  }

  /**
   * What a registry calls that job. One without a name has a random one: of those that are scheduled alike, the registry
   * has them in the order of the methods.
   */
  private keysIn(registry: SchedulerRegistry, instance: object, key: string, schedule: MethodSchedule): string[] {
    if (schedule.name !== undefined) return [schedule.name];
    const alike = this.methods.filter(other => isAlike(other.schedule, schedule));
    const names = namesIn(registry, schedule).filter(name => !this.named.has(name));
    return names.filter((_, i) => alike.at(i)?.instance === instance && alike.at(i)?.key === key);
  }
}

class ScheduledCron implements ScheduledJob {
  constructor(private readonly find: () => readonly CronJob[]) {}

  schedule(): Schedule | undefined {
    const jobs = this.find();
    const job = jobs.find(isRunning) ?? jobs[0];
    return job === undefined ? undefined : scheduleOfCronTime(job.cronTime);
  }

  isActive(): boolean {
    return this.find().some(isRunning);
  }
}

/** Of a date `cron` says that it is not active any more, once it has come. */
function isRunning(job: CronJob): boolean {
  const isActive = job.isActive ?? job.running ?? false;
  return isActive || (typeof job.cronTime.source !== 'string' && (job.lastDate?.() ?? null) !== null);
}

interface ScheduledMethod {
  readonly instance: object;
  readonly key: string;
  readonly schedule: MethodSchedule;
}

/** As the explorer of @nestjs/schedule goes through them: one in two modules, or by an alias, is scheduled twice. */
function scheduledMethods(discovery: DiscoveryService): ScheduledMethod[] {
  const scanner = new MetadataScanner();
  const found: ScheduledMethod[] = [];
  for (const wrapper of [...discovery.getControllers(), ...discovery.getProviders()]) {
    const instance = wrapper.instance as Record<string, Method> | null | undefined;
    if (!instance || !Object.getPrototypeOf(instance) || !wrapper.isDependencyTreeStatic()) continue;
    for (const key of scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
      const schedule = scheduleOf(instance[key]);
      if (schedule !== undefined) found.push({ instance, key, schedule });
    }
  }
  return found;
}

function isAlike(one: MethodSchedule, other: MethodSchedule): boolean {
  if (one.name !== undefined || other.name !== undefined) return false;
  if (one.type === 'interval') return other.type === 'interval' && one.period === other.period;
  return other.type === 'cron' && String(one.settings.cronTime) === String(other.settings.cronTime);
}

function namesIn(registry: SchedulerRegistry, schedule: MethodSchedule): string[] {
  if (schedule.type === 'interval') {
    return registry.getIntervals().filter(name => {
      const period = (registry.getInterval(name) as { _repeat?: unknown } | null | undefined)?._repeat;
      return typeof period !== 'number' || period === schedule.period;
    });
  }
  const { cronTime } = schedule.settings;
  const isSame = ({ cronTime: { source } }: CronJob) =>
    typeof source === 'string' ? source === cronTime : source.toMillis() === Number(cronTime);
  return [...registry.getCronJobs()].filter(([, job]) => isSame(job)).map(([name]) => name);
}
