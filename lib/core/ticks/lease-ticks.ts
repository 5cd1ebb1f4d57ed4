import { isAhead, type JobStatus, statusOf } from './job-status.js';
import { JobTicks } from './job-ticks.js';
import { type TickJob } from './tick-job.js';
import { problemWithJob } from './job-name.js';
import { checkedReason, pauseKey, requestedRun, runKey } from './job-requests.js';
import { Ledger } from './ledger.js';
import { isUnfinished, overUpTo } from './ledger-entry.js';
import { RunOnce, type RunOnceOptions } from './run-once.js';
import { TickClock } from './tick-clock.js';
import { type TickContext } from './tick-context.js';
import { type TickElector } from './tick-elector.js';
import { TickReports } from './tick-reports.js';
import { Turns } from './turns.js';
import { type Timer } from '../clock/clock.js';
import { describeValue } from '../elector/options/describe-value.js';
import { InvalidLeaderOptionsError } from '../errors/invalid-leader-options.error.js';

/** Milliseconds after which the clock, and each job's schedule, is looked at again, in case somebody has set it. */
const longestSleep = 30_000;

/** Milliseconds: a lease that is younger, and has no ticks yet, is one that this app has made. */
const young = 24 * 3_600_000;

/**
 * The ticks of all jobs of one lease. They are looked for when this process begins to lead, at each job's next instant
 * while it does, and whenever the scheduler calls a job.
 */
export class LeaseTicks {
  private readonly jobs = new Map<string, JobTicks>();
  /** When each job's next tick begins. */
  private readonly nextAt = new Map<JobTicks, number>();
  private readonly context: TickContext;
  private readonly ledger: Ledger;
  private readonly clock: TickClock;
  private readonly once: RunOnce;
  /** What was said of entries of the ledger, and is said once. */
  private readonly said = new Set<string>();
  private timer: Timer | undefined;

  constructor(private readonly elector: TickElector) {
    this.ledger = new Ledger(elector.annotations, elector.options.logger, elector.leaseName);
    this.clock = new TickClock(elector);
    const turns = new Turns(elector.clock);
    this.context = {
      elector,
      ledger: this.ledger,
      clock: this.clock,
      reports: new TickReports(elector, turns),
      turns,
      nextBegin: () => Math.min(...this.nextAt.values()),
    };
    this.once = new RunOnce(this.context, this.jobs);
    elector.on('acquired', () => this.onAcquired());
    elector.on('lost', () => this.sleep());
    elector.annotations.onChange(() => this.runRequested());
    if (elector.isLeader) this.onAcquired();
  }

  /**
   * @returns the job's ticks, to be reminded when the scheduler calls it
   * @throws InvalidLeaderOptionsError if its name cannot be used
   */
  add(job: TickJob): JobTicks {
    const problem = problemWithJob(
      job,
      [...this.jobs.values()].map(ticks => ticks.job),
    );
    if (problem !== undefined) throw new InvalidLeaderOptionsError([problem]);
    const ticks = new JobTicks(job, this.context);
    this.jobs.set(job.name, ticks);
    return ticks;
  }

  /**
   * One tick of a job that has no schedule here.
   *
   * @returns what `fn` did; undefined if it was not called: this process does not lead, or that tick was begun before
   */
  runOnce<T>(
    name: string,
    scheduledAt: Date,
    fn: () => T | Promise<T>,
    options?: RunOnceOptions,
  ): Promise<T | undefined> {
    return this.once.run(name, scheduledAt, fn, options);
  }

  /** All jobs that have a schedule here, as the ledger and their scheduler have them now. */
  status(): JobStatus[] {
    const now = this.clock.now();
    return [...this.jobs.values()].map(({ job }) =>
      statusOf(job, this.ledger.entry(job.name), this.elector.annotations.all, now),
    );
  }

  /** By compare-and-swap, whoever leads. What is running goes on. */
  async pause(name: string, reason: string): Promise<void> {
    this.assertKnown(name, 'pauseJob');
    await this.elector.annotations.edit({ [pauseKey(name)]: checkedReason(reason) });
  }

  async resume(name: string): Promise<void> {
    this.assertKnown(name, 'resumeJob');
    await this.elector.annotations.edit({ [pauseKey(name)]: undefined });
  }

  /** Who leads runs it. */
  async requestRun(name: string): Promise<void> {
    this.assertKnown(name, 'runJob');
    await this.elector.annotations.edit({ [runKey(name)]: new Date(this.clock.now()).toISOString() });
  }

  private assertKnown(name: string, method: string): void {
    if (this.jobs.has(name)) return;
    const known = [...this.jobs.keys()].map(job => `"${job}"`).join(', ') || 'none';
    const problem = `Expected the name of a job with \`once\` (here: ${known}), got ${describeValue(name)}.`;
    throw new InvalidLeaderOptionsError([problem], `LeaderService.${method}`);
  }

  private onAcquired(): void {
    const now = this.clock.now();
    const isNew = this.ledger.jobs.length === 0;
    this.reportUnknownJobs();
    this.ledger.forgetJobsBut(new Set(this.jobs.keys()), now);
    this.warnOfEntriesAhead(now);
    const createdAt = this.elector.annotations.leaseCreatedAt;
    const since = isNew && createdAt !== undefined && now - createdAt < young ? Math.min(createdAt - 1, now) : now;
    const changed = [...this.jobs.values()].filter(ticks => ticks.register(since));
    this.nextAt.clear();
    this.look();
    // What is new about the jobs would otherwise wait for the next renewal, and be unknown to who leads next until then.
    if (changed.length > 0) this.ledger.flush();
  }

  /** Checks the jobs that have come due since the last look, and sets the timer for the next. */
  private look(): void {
    this.sleep();
    if (!this.elector.isLeader || this.jobs.size === 0) return;
    const now = this.clock.now();
    let wakeAt = now + longestSleep;
    for (const ticks of this.jobs.values()) {
      const isDue = (this.nextAt.get(ticks) ?? now) <= now;
      const next = ticks.nextBegin(now);
      this.nextAt.set(ticks, next);
      wakeAt = Math.min(wakeAt, next);
      if (isDue) void ticks.check();
    }
    this.timer = this.elector.clock.setTimer(() => this.look(), Math.max(wakeAt - now, 1));
  }

  private sleep(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private runRequested(): void {
    if (!this.elector.isLeader) return;
    const { all } = this.elector.annotations;
    for (const [name, ticks] of this.jobs) if (requestedRun(all, name) !== undefined) void ticks.check();
  }

  /** Of jobs that this process does not know, only `runOnce` could run the tick again. */
  private reportUnknownJobs(): void {
    for (const name of this.ledger.jobs) {
      const entry = this.ledger.entry(name);
      if (this.jobs.has(name) || entry === undefined || !isUnfinished(entry)) continue;
      if (this.isFirst(`${name} ${entry.begun} ${entry.attempt}`)) this.context.reports.interrupted(name, entry, false);
    }
  }

  private warnOfEntriesAhead(now: number): void {
    for (const name of this.ledger.jobs) {
      const entry = this.ledger.entry(name);
      if (entry === undefined || !isAhead(entry, now) || !this.isFirst(`ahead ${name} ${overUpTo(entry)}`)) continue;
      this.elector.options.logger.warn(
        `Lease "${this.elector.leaseName}": the tick of ${new Date(overUpTo(entry)).toISOString()} of the job "${name}" is ` +
          `written down as begun, so nothing of it runs until then. To make it forgotten: kubectl annotate lease ` +
          `${this.elector.leaseName} ticks.nestjs-kubernetes-leader/${name}-`,
      );
    }
  }

  private isFirst(what: string): boolean {
    if (this.said.has(what)) return false;
    this.said.add(what);
    return true;
  }
}
