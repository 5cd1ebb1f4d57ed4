import { type DiscoveryService } from '@nestjs/core';
import { AppScheduler } from './app-scheduler.js';
import { type CronSettings, type MethodSchedule, scheduleOf } from './scheduled-method.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { offsetOf } from '../../core/ticks/calendar/offset.js';
import { describeError } from '../../core/ticks/describe-error.js';
import { problemWithJob } from '../../core/ticks/job-name.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { isReceivedByOne } from '../gate/call-kind.js';
import { type OnceMark, onceMethods } from '../gate/once-methods.js';
import { callForTick } from '../gate/tick-call.js';
import { type Method } from '../methods/method.js';
import { internalsOf } from '../service/internals-of.js';
import { type LeaderInternals } from '../service/leader-internals.js';
import { type LeaderLookup } from '../service/leader-lookup.js';

const heading = 'Invalid use of @OnlyLeader({ once })';

/** A method with `@OnlyLeader({ once: true })`, whose ticks are known once the app's scheduler is there. */
interface OnceJob {
  readonly name: string;
  readonly call: string;
  readonly leader: LeaderInternals;
  readonly instance: AppMethod['instance'];
  /** That has the instance. */
  readonly module: AppMethod['module'];
  readonly key: string;
  readonly schedule: MethodSchedule;
  readonly mark: OnceMark;
}

/** Gives the ticks of the jobs with `once` to their leases. */
export class OnceJobsExplorer {
  private readonly jobs: OnceJob[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly leaders: LeaderLookup,
  ) {}

  /**
   * @param methods those with `once`, and those in the place of one
   * @throws InvalidLeaderOptionsError that lists every mistake
   */
  explore(methods: readonly AppMethod[]): void {
    const problems = methods.flatMap(method => this.exploreMethod(method) ?? []);
    if (problems.length > 0) throw new InvalidLeaderOptionsError(problems, heading);
  }

  /**
   * Once the app's scheduler has its jobs, and before the election starts.
   *
   * @throws InvalidLeaderOptionsError (as a rejection) if a job's time zone cannot be followed
   */
  async schedule(): Promise<void> {
    const scheduler = AppScheduler.of(this.discovery);
    if (scheduler === undefined) {
      return warnOfUnscheduled(this.jobs, 'it does not import ScheduleModule.forRoot() of @nestjs/schedule');
    }
    const problems: string[] = [];
    const unscheduled: OnceJob[] = [];
    for (const job of this.jobs) {
      try {
        if (!(await this.scheduleJob(scheduler, job))) unscheduled.push(job);
      } catch (error) {
        problems.push(`${job.call}: ${describeError(error).text}`);
      }
    }
    if (problems.length > 0) throw new InvalidLeaderOptionsError(problems, heading);
    warnOfUnscheduled(unscheduled, 'its ScheduleModule has no such jobs (`cronJobs: false`, or `intervals: false`?)');
    logJobs(this.jobs);
  }

  /** False if its scheduler does not have it (yet). */
  private async scheduleJob(scheduler: AppScheduler, job: OnceJob): Promise<boolean> {
    const { name, call, leader, instance, key, mark } = job;
    const scheduled = scheduler.job(instance, key, job.schedule);
    const schedule = scheduled.schedule();
    const leaseTicks = await leader.ticks.load();
    const ticks = leaseTicks.add({
      name,
      call,
      options: mark.options,
      schedule: () => scheduled.schedule(),
      isActive: () => scheduled.isActive(),
      run: () => callForTick(mark.ticks, ticks, () => (instance[key] as Method).call(instance)),
    });
    Object.defineProperty(instance, mark.ticks, { value: ticks, configurable: true });
    return schedule !== undefined;
  }

  private exploreMethod({
    call,
    instance,
    module,
    prototype,
    key,
    method,
    isSingleton,
  }: AppMethod): string | undefined {
    const marks = onceMethods.of(prototype, key);
    const schedule = scheduleOf(method);
    if (marks.length === 0) return schedule && problemWithOverride(call, onceMethods.overriddenBy(prototype, key)[0]);
    if (marks.length > 1) return `${call} has \`once\` of two leases. One of them counts its ticks.`;
    const [mark] = marks;
    if (!isSingleton) {
      return `${call}: its class is request-scoped or transient (or depends on a request-scoped one), so no scheduler calls it.`;
    }
    if (isReceivedByOne(method))
      return `${call} is a route or a handler of messages, which has no ticks. Leave \`once\` out.`;
    if (schedule === undefined) {
      return (
        `${call} has no @Cron() or @Interval(), so it has no ticks; or a decorator above those hides them from the ` +
        'scheduler: put @Cron() or @Interval() on top. A job scheduled elsewhere uses LeaderService.runOnce().'
      );
    }
    if (schedule.type === 'interval' && !(schedule.period >= 1)) return `${call}: its @Interval() has no length.`;
    const problem = schedule.type === 'cron' ? problemWithZone(schedule.settings) : undefined;
    if (problem !== undefined) return `${call}: ${problem}`;
    const service = this.leaders.find(mark.lease, '@OnlyLeader({ once })', call);
    instance[mark.property] ??= service;
    const leader = internalsOf(service);
    if (leader === undefined) return undefined; // A stub in a test: it keeps no ticks.
    const job: OnceJob = { name: schedule.name ?? call, call, leader, instance, module, key, schedule, mark };
    const others = this.jobs.filter(other => other.leader === leader);
    this.jobs.push(job);
    const twin = others.find(other => other.mark === mark && other.name === job.name);
    return twin === undefined ? problemWithJob(job, others) : problemWithTwin(twin, job);
  }
}

/** Here, before the scheduler has begun anything. */
function problemWithZone({ timeZone, utcOffset }: CronSettings): string | undefined {
  try {
    offsetOf(timeZone, utcOffset);
    return undefined;
  } catch (error) {
    return `${describeError(error).text}. Name a zone as in "Europe/Berlin", or an offset as in "UTC+3".`;
  }
}

function problemWithOverride(call: string, mark: OnceMark): string {
  return (
    `${call} overrides ${mark.call}, which has @OnlyLeader({ once }), and has a schedule of its own without it, so it would ` +
    'run in every replica. Put @OnlyLeader({ once: true }) on it, too.'
  );
}

function problemWithTwin(twin: OnceJob, { call, name, instance, module }: OnceJob): string {
  return (
    `${call}: there are two instances of ${instance.constructor.name} (in ${twin.module} and ${module}), and both would be ` +
    `the job "${name}". If it is a provider of two modules, provide it in one, export it there, and import that module in ` +
    'the other; if two classes inherit the method, override it in each, with a name of its own.'
  );
}

function warnOfUnscheduled(jobs: readonly OnceJob[], reason: string): void {
  if (jobs.length === 0) return;
  const calls = jobs.map(({ call }) => call).join(', ');
  const { logger } = jobs[0].leader.elector.options;
  logger.warn(`This process may lead, and would not run ${calls}: ${reason}.`);
}

/** Ticks are named by what zone data and `cron` say: all replicas need the same. */
function logJobs(jobs: readonly OnceJob[]): void {
  for (const leader of new Set(jobs.map(job => job.leader))) {
    const { leaseName, options } = leader.elector;
    const names = jobs.filter(job => job.leader === leader).map(({ name }) => name);
    options.logger.log(
      `Lease "${leaseName}": ticks are kept of ${names.join(', ')}. Zone data ${process.versions.tz ?? 'of the system'}: all ` +
        'replicas need the same.',
    );
  }
}
