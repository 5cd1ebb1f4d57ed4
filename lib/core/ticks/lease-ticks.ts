import { JobTicks, type TickContext, type TickJob } from './job-ticks.js';
import { problemWithJob, problemWithName } from './job-name.js';
import { Ledger } from './ledger.js';
import { isUnfinished, type LedgerEntry } from './ledger-entry.js';
import { TickClock } from './tick-clock.js';
import { type TickElector } from './tick-elector.js';
import { type RunOnceOptions } from './run-once.js';
import { runTick } from './tick-run.js';
import { type Timer } from '../clock/clock.js';
import { InvalidLeaderOptionsError } from '../errors/invalid-leader-options.error.js';

/** Milliseconds after which the clock is looked at again, in case somebody has set it. */
const longestSleep = 30_000;

/**
 * The ticks of all jobs of one lease. They are looked for when this process begins to lead, at each job's next instant
 * while it does, and whenever the scheduler calls a job.
 */
export class LeaseTicks {
  private readonly jobs = new Map<string, JobTicks>();
  /** When each job is to be looked at next. */
  private readonly nextAt = new Map<JobTicks, number>();
  private readonly context: TickContext;
  private readonly ledger: Ledger;
  private readonly clock: TickClock;
  /** Runs of `runOnce` under way, by the name of their job. */
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly reported = new Set<string>();
  private timer: Timer | undefined;
  private lookedAt = -Infinity;
  private acquiredAt = 0;

  constructor(private readonly elector: TickElector) {
    this.ledger = new Ledger(elector.annotations, elector.options.logger, elector.leaseName);
    this.clock = new TickClock(elector);
    this.context = {
      elector,
      ledger: this.ledger,
      clock: this.clock,
      leaseCreatedAt: () => elector.annotations.leaseCreatedAt ?? this.acquiredAt,
      reportInterrupted: (job, entry, retry) => this.report(job, entry, retry),
    };
    elector.on('acquired', () => this.onAcquired());
    elector.on('lost', () => this.sleep());
    if (elector.isLeader) this.onAcquired();
  }

  /**
   * Before the election starts.
   *
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
    { retryInterrupted = 0 }: RunOnceOptions = {},
  ): Promise<T | undefined> {
    const previous = this.queues.get(name) ?? Promise.resolve();
    const run = previous.then(() => this.runNow(name, scheduledAt.getTime(), fn, retryInterrupted));
    const settled = run.catch(() => {});
    this.queues.set(name, settled);
    void settled.then(() => {
      if (this.queues.get(name) === settled) this.queues.delete(name);
    });
    return run;
  }

  private async runNow<T>(
    name: string,
    scheduledAt: number,
    fn: () => T | Promise<T>,
    retryInterrupted: number,
  ): Promise<T | undefined> {
    const problem =
      problemWithName(name) ??
      (this.jobs.has(name) ? `"${name}" is a job with a schedule of its own.` : undefined) ??
      (Number.isNaN(scheduledAt) ? 'Expected `scheduledAt` to be a valid Date.' : undefined);
    if (problem !== undefined) throw new InvalidLeaderOptionsError([problem], 'LeaderService.runOnce');
    if (!this.elector.isLeader) return undefined;
    const entry = this.ledger.entry(name);
    const isRetry = entry?.begun === scheduledAt && entry.finished !== scheduledAt && entry.attempt <= retryInterrupted;
    if (entry !== undefined && scheduledAt <= entry.begun && !isRetry) return undefined;
    const attempt = isRetry ? entry.attempt + 1 : 1;
    const outcome = await runTick(this.elector, this.ledger, { name, call: name }, { scheduledAt, attempt }, fn);
    if (!outcome.ran) return undefined;
    if (outcome.result.status === 'rejected') throw outcome.result.reason;
    return outcome.result.value;
  }

  private onAcquired(): void {
    this.acquiredAt = this.clock.now();
    this.reportUnknownJobs();
    this.ledger.forgetJobsBut(new Set(this.jobs.keys()), this.acquiredAt);
    this.nextAt.clear();
    this.look();
  }

  /** Checks the jobs that have come due since the last look, and sets the timer for the next. */
  private look(): void {
    this.sleep();
    if (!this.elector.isLeader || this.jobs.size === 0) return;
    const now = this.clock.now();
    // Where the clock was set back, all that was planned is too late.
    if (now < this.lookedAt) this.nextAt.clear();
    this.lookedAt = now;
    let wakeAt = now + longestSleep;
    for (const ticks of this.jobs.values()) {
      if ((this.nextAt.get(ticks) ?? now) <= now) {
        this.nextAt.set(ticks, ticks.job.schedule.next(now) ?? Infinity);
        void ticks.check();
      }
      wakeAt = Math.min(wakeAt, this.nextAt.get(ticks)!);
    }
    this.timer = this.elector.clock.setTimer(() => this.look(), Math.max(wakeAt - now, 1));
  }

  private sleep(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Of jobs that this process does not know, only `runOnce` could run the tick again. */
  private reportUnknownJobs(): void {
    for (const name of this.ledger.jobs) {
      if (this.jobs.has(name)) continue;
      const entry = this.ledger.entry(name);
      const key = `${name} ${entry?.begun} ${entry?.attempt}`;
      if (entry === undefined || !isUnfinished(entry) || this.reported.has(key)) continue;
      this.reported.add(key);
      this.report(name, entry, false);
    }
  }

  private report(job: string, { begun, attempt }: LedgerEntry, retried: boolean): void {
    const { logger } = this.elector.options;
    const scheduledAt = new Date(begun);
    logger.warn(
      `The tick of ${scheduledAt.toISOString()} of the job "${job}" was begun (attempt ${attempt}), and its leader ended ` +
        `before it was known to be done: ${retried ? 'it is run again' : 'it is not run again'}.`,
    );
    this.elector.report('interrupted', { job, scheduledAt, attempt, retried });
  }
}
