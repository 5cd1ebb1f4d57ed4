import { type Due, dueIn, nextBegin, type Unfinished, unfinishedIn } from './due.js';
import { failuresOf, type LedgerEntry, overUpTo } from './ledger-entry.js';
import { isPaused, requestedRun, type RunRequest } from './job-requests.js';
import { JobSchedule } from './job-schedule.js';
import { jitterOf } from './jitter.js';
import { latenessAllowed } from './lateness-allowed.js';
import { assertNotRunning } from './running-job.js';
import { type Schedule } from './schedule.js';
import { type TickContext } from './tick-context.js';
import { type TickJob } from './tick-job.js';
import { runTick } from './tick-run.js';

/** Milliseconds until a failed tick is run again, the first time, and at most. */
const [firstBackOff, longestBackOff] = [1000, 60_000];

/** One job's ticks: what is due is run, one after the other, whoever noticed that it is. */
export class JobTicks {
  private running: Promise<void> | undefined;
  private again = false;
  private readonly schedule: JobSchedule;

  constructor(
    readonly job: TickJob,
    private readonly context: TickContext,
  ) {
    this.schedule = new JobSchedule(job, context);
  }

  /**
   * Runs what is due now, if this process leads. Resolves when it is done; never rejects.
   *
   * @throws LeaderElectionError within a run of the job itself
   */
  check(): Promise<void> {
    assertNotRunning(this.context.ledger, this.job.name, this.job.call);
    this.again = true;
    return (this.running ??= this.checkAll());
  }

  /**
   * When this process begins to lead.
   *
   * @param since ticks of a job that the ledger does not know count from then on
   * @returns whether the ledger changes by it
   */
  register(since: number): boolean {
    return this.schedule.register(since);
  }

  /** When its next tick begins; now if its schedule has become another one, of which a tick may be due. */
  nextBegin(now: number): number {
    const schedule = this.schedule.now();
    if (schedule === undefined) return Infinity;
    this.schedule.entry(schedule, now);
    if (this.schedule.isNews(schedule)) return now;
    return nextBegin(schedule, now, this.job.options.jitter, tick => this.delayOf(tick));
  }

  private async checkAll(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.runDue();
      }
    } catch (error) {
      this.context.reports.failed(this.job, error, undefined);
    } finally {
      this.running = undefined;
    }
  }

  private async runDue(): Promise<void> {
    const { elector, ledger, turns } = this.context;
    for (; elector.isLeader; await turns.free()) {
      const schedule = this.schedule.now();
      const entry = schedule ? this.schedule.entry(schedule, this.context.clock.now()) : ledger.entry(this.job.name);
      const unfinished = entry && unfinishedIn(entry, this.job.options);
      if (unfinished?.retry === false) {
        this.giveUp(unfinished);
      } else if (schedule === undefined || entry === undefined || this.passesOver(schedule, entry)) {
        if (!(await this.runRequested(unfinished))) return;
      } else if (!(await this.runNext(schedule, entry))) {
        return;
      }
    }
  }

  /** False if nothing is due, or it could not be run: who leads next will. */
  private async runNext(schedule: Schedule, entry: LedgerEntry): Promise<boolean> {
    const due = this.due(schedule, entry);
    switch (due.type) {
      case 'nothing':
        return this.runRequested(undefined, schedule);
      case 'missed': {
        const reason = 'nobody could within `catchUp`';
        void this.context.reports.passed(this.job, { outcome: 'missed', schedule, reason, ...due });
        this.skipTo(due.until, entry);
        return true;
      }
      case 'run':
        this.supersede(schedule, due.after, due.scheduledAt);
        return this.run(due.scheduledAt, 1);
      case 'failed':
        return (await this.backOff(failuresOf(due.entry))) && this.runAgain(due);
      case 'interrupted':
        this.context.reports.interrupted(this.job.name, due.entry, true);
        return this.runAgain(due);
    }
  }

  /** What its scheduler, or somebody, does not want to be run now. */
  private passesOver(schedule: Schedule, entry: LedgerEntry): boolean {
    const { elector, clock, reports } = this.context;
    const paused = isPaused(elector.annotations.all, this.job.name);
    if (!paused && this.job.isActive()) return false;
    const [after, until] = [overUpTo(entry), clock.now()];
    const first = after === -Infinity ? undefined : schedule.next(after);
    if (first === undefined || first > until) return true;
    if (paused) void reports.passed(this.job, { outcome: 'missed', schedule, after, until, reason: undefined });
    else this.schedule.tellOfLeftOver(entry, 'its scheduler has stopped it');
    this.skipTo(until, entry);
    return true;
  }

  private skipTo(since: number, entry: LedgerEntry): void {
    this.context.ledger.setLater(this.job.name, { ...entry, since });
  }

  private supersede(schedule: Schedule, after: number, scheduledAt: number): void {
    const first = schedule.next(after);
    if (first === undefined || first >= scheduledAt) return;
    const reason = "only the latest is run (`missed: 'latest'`)";
    const passed = { outcome: 'superseded', schedule, after, until: scheduledAt - 1, reason } as const;
    void this.context.reports.passed(this.job, passed);
  }

  private runAgain({ entry: { begun = 0, attempt } }: Unfinished, request?: RunRequest): Promise<boolean> {
    return this.run(begun, attempt + 1, request);
  }

  private giveUp({ type, entry }: Unfinished): void {
    const { ledger, reports } = this.context;
    const { name } = this.job;
    if (type === 'interrupted') {
      reports.interrupted(name, entry, false);
      ledger.setLater(name, { ...entry, givenUp: 'interrupted' });
    } else {
      const { begun = 0, attempt, failure } = entry;
      reports.ended({ job: name, outcome: 'failed', scheduledAt: new Date(begun), attempt });
      ledger.setLater(name, { ...entry, finished: begun, finishedAt: failure?.at });
    }
  }

  /** False if this process does not lead any more. */
  private async backOff(failures: number): Promise<boolean> {
    const { elector } = this.context;
    const endingSignal = elector.term?.endingSignal;
    if (endingSignal === undefined) return false;
    await new Promise<void>(resolve => {
      const timer = elector.clock.setTimer(() => {
        endingSignal.removeEventListener('abort', onAbort);
        resolve();
      }, backOffAfter(failures));
      const onAbort = () => (timer.cancel(), resolve());
      endingSignal.addEventListener('abort', onAbort, { once: true });
    });
    return elector.isLeader;
  }

  /**
   * What somebody asked for, once nothing is due: the tick that waits to be run again, or one of its own, whose name is that
   * of no tick, and comes before those that are still to be begun.
   *
   * @param schedule undefined if no further tick is to be begun
   */
  private async runRequested(unfinished: Unfinished | undefined, schedule?: Schedule): Promise<boolean> {
    const { elector, ledger, clock, reports } = this.context;
    const { name } = this.job;
    const request = requestedRun(elector.annotations.all, name);
    if (request === undefined) return false;
    const entry = ledger.entry(name) ?? { attempt: 1 };
    if (request.at !== undefined && request.at === entry.requested) {
      elector.annotations.changeLater({ [request.key]: undefined });
      return true;
    }
    if (unfinished !== undefined) {
      if (unfinished.type === 'interrupted') reports.interrupted(name, unfinished.entry, true);
      return this.runAgain(unfinished, request);
    }
    const over = overUpTo(entry);
    const next = schedule?.next(Math.max(over, clock.now() - this.lateness)) ?? Infinity;
    return this.run(Math.max(Math.min(request.at ?? 0, clock.now(), next - 1), over + 1), 1, request);
  }

  private due(schedule: Schedule, entry: LedgerEntry): Due {
    return dueIn({
      entry,
      schedule,
      options: this.job.options,
      lateness: this.lateness,
      delay: tick => this.delayOf(tick),
      now: this.context.clock.now(),
    });
  }

  /**
   * @returns false if it could not be run: who leads next will
   */
  private async run(scheduledAt: number, attempt: number, request?: RunRequest): Promise<boolean> {
    const { name, call, options } = this.job;
    const latest = attempt === 1 && request === undefined ? scheduledAt + this.lateness : Infinity;
    const { annotations } = this.context.elector;
    const isWanted = () => request !== undefined || !isPaused(annotations.all, name);
    const tick = { name, call, scheduledAt, attempt, latest, retryFailed: options.retryFailed, isWanted, request };
    const result = await runTick(this.context, tick, () => this.job.run());
    if (result.type === 'failed') {
      const failures = failuresOf(this.context.ledger.entry(name) ?? { attempt });
      this.context.reports.failed(this.job, result.error, result.retries ? backOffAfter(failures) : undefined);
    } else if (result.type === 'interrupted' && !result.gaveUp) {
      this.context.reports.failed(this.job, result.error, undefined);
    }
    return result.type !== 'notBegun';
  }

  private get lateness(): number {
    return latenessAllowed(this.job.options, this.context.elector.options.leaseDuration);
  }

  private delayOf(tick: number): number {
    return jitterOf(this.job.name, tick, this.job.options.jitter);
  }
}

function backOffAfter(failures: number): number {
  return Math.min(firstBackOff * 2 ** (Math.max(failures, 1) - 1), longestBackOff);
}
