import { type DiscoveryService, type ModuleRef } from '@nestjs/core';
import { AppScheduler } from './app-scheduler.js';
import { type MethodSchedule, scheduleOf } from './scheduled-method.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { gatesOf } from '../gate/gate-metadata.js';
import { isReceivedByOne } from '../gate/entry-points.js';
import { LeaderService } from '../service/leader.service.js';
import { getLeaderToken } from '../service/leader-token.js';
import { IntervalSchedule, type Schedule } from '../../core/ticks/schedule.js';

/** A method with `@OnlyLeader({ once: true })`, whose ticks are known once the app's scheduler is there. */
interface OnceJob {
  readonly call: string;
  readonly leader: LeaderService;
  readonly method: MethodSchedule;
  ticks: Schedule;
}

/** Gives the ticks of the jobs with `once` to their lease's `LeaderService`. */
export class OnceJobsExplorer {
  private readonly jobs: OnceJob[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * @param methods those with `once`
   * @throws InvalidLeaderOptionsError (as a rejection) that lists every mistake
   */
  async explore(methods: readonly AppMethod[]): Promise<void> {
    const problems: string[] = [];
    for (const method of methods) {
      const problem = await this.exploreMethod(method);
      if (problem !== undefined) problems.push(problem);
    }
    if (problems.length > 0) throw new InvalidLeaderOptionsError(problems, 'Invalid use of @OnlyLeader({ once })');
  }

  /** Once the app's scheduler has its jobs, and before the election starts. */
  schedule(): void {
    const scheduler = AppScheduler.of(this.discovery);
    if (scheduler === undefined) warnOfNoScheduler(this.jobs);
    else for (const job of this.jobs) job.ticks = ticksIn(scheduler, job.method) ?? never;
  }

  private async exploreMethod({ call, instance, key, method, isSingleton }: AppMethod): Promise<string | undefined> {
    const once = gatesOf(method).flatMap(({ name, once }) => (once === undefined ? [] : [{ name, ...once }]));
    if (once.length > 1) return `${call} has \`once\` of two leases. One of them counts its ticks.`;
    const [{ name, options, original }] = once;
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
    const leader = this.moduleRef.get<LeaderService>(getLeaderToken(name), { strict: false });
    const job: OnceJob = { call, leader, method: schedule, ticks: never };
    this.jobs.push(job);
    return LeaderService.keepTicks(leader, instance, key, {
      name: schedule.name ?? call,
      call,
      options,
      get schedule() {
        return job.ticks;
      },
      run: () => original.call(instance),
    });
  }
}

function ticksIn(scheduler: AppScheduler, schedule: MethodSchedule): Schedule | undefined {
  if (schedule.type === 'interval') return new IntervalSchedule(Math.max(1, Math.floor(schedule.period)));
  return schedule.settings.disabled ? undefined : scheduler.cronSchedule(schedule.settings);
}

function warnOfNoScheduler(jobs: readonly OnceJob[]): void {
  const calls = jobs.map(({ call }) => call).join(', ');
  LeaderService.electorOf(jobs[0].leader)?.options.logger.warn(
    `This process may lead, and would not run ${calls}: it does not import ScheduleModule.forRoot() of @nestjs/schedule.`,
  );
}

/** Of a job that is switched off, or of an app without a scheduler. */
const never: Schedule = { next: () => undefined };
