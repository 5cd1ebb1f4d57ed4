import { type DiscoveryService } from '@nestjs/core';
import { AppScheduler } from './app-scheduler.js';
import { type MethodSchedule, scheduleOf } from './scheduled-method.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { problemWithJob } from '../../core/ticks/job-name.js';
import { IntervalSchedule, type Schedule } from '../../core/ticks/schedule.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { isReceivedByOne } from '../gate/entry-points.js';
import { gatesOf, type OnceMark } from '../gate/gate-metadata.js';
import { internalsOf } from '../service/internals-of.js';
import { type LeaderInternals } from '../service/leader-internals.js';
import { type LeaderLookup } from '../service/leader-lookup.js';

/** A method with `@OnlyLeader({ once: true })`, whose ticks are known once the app's scheduler is there. */
interface OnceJob {
  readonly name: string;
  readonly call: string;
  readonly leader: LeaderInternals;
  readonly instance: AppMethod['instance'];
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
   * @param methods those with `once`
   * @throws InvalidLeaderOptionsError that lists every mistake
   */
  explore(methods: readonly AppMethod[]): void {
    const problems = methods.flatMap(method => this.exploreMethod(method) ?? []);
    if (problems.length > 0) throw new InvalidLeaderOptionsError(problems, 'Invalid use of @OnlyLeader({ once })');
  }

  /** Once the app's scheduler has its jobs, and before the election starts. */
  async schedule(): Promise<void> {
    const scheduler = AppScheduler.of(this.discovery);
    if (scheduler === undefined) return warnOfNoScheduler(this.jobs);
    for (const { name, call, leader, instance, schedule, mark } of this.jobs) {
      const { options, original } = mark;
      const ticks = await leader.ticks.load();
      const job = { name, call, options, schedule: ticksIn(scheduler, schedule) ?? never };
      const value = ticks.add({ ...job, run: () => original.call(instance) });
      Object.defineProperty(instance, mark.ticks, { value, configurable: true });
    }
  }

  private exploreMethod({ call, instance, prototype, key, method, isSingleton }: AppMethod): string | undefined {
    const marks = gatesOf(prototype, key).flatMap(({ name, once }) =>
      once === undefined ? [] : [{ lease: name, mark: once }],
    );
    if (marks.length > 1) return `${call} has \`once\` of two leases. One of them counts its ticks.`;
    const [{ lease, mark }] = marks;
    if (!isSingleton) {
      return `${call}: its class is request-scoped or transient (or depends on a request-scoped one), so no scheduler calls it.`;
    }
    if (isReceivedByOne(method))
      return `${call} is a route or a handler of messages, which has no ticks. Leave \`once\` out.`;
    const schedule = scheduleOf(method);
    if (schedule === undefined) {
      return `${call} has no @Cron() or @Interval(), so it has no ticks. A job scheduled elsewhere uses LeaderService.runOnce().`;
    }
    if (schedule.type === 'interval' && !(schedule.period >= 1)) return `${call}: its @Interval() has no length.`;
    const leader = internalsOf(this.leaders.find(lease, '@OnlyLeader({ once })', call));
    if (leader === undefined) return undefined; // A stub in a test: it keeps no ticks.
    const job: OnceJob = { name: schedule.name ?? call, call, leader, instance, schedule, mark };
    const others = this.jobs.filter(other => other.leader === leader);
    this.jobs.push(job);
    return problemWithJob(job, others);
  }
}

function ticksIn(scheduler: AppScheduler, schedule: MethodSchedule): Schedule | undefined {
  if (schedule.type === 'interval') return new IntervalSchedule(Math.max(1, Math.floor(schedule.period)));
  return schedule.settings.disabled ? undefined : scheduler.cronSchedule(schedule.settings);
}

function warnOfNoScheduler(jobs: readonly OnceJob[]): void {
  if (jobs.length === 0) return;
  const calls = jobs.map(({ call }) => call).join(', ');
  jobs[0].leader.elector.options.logger.warn(
    `This process may lead, and would not run ${calls}: it does not import ScheduleModule.forRoot() of @nestjs/schedule.`,
  );
}

/** Of a job that is switched off. */
const never: Schedule = { next: () => undefined };
