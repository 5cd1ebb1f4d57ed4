import { latenessAllowed } from './lateness-allowed.js';
import { type LedgerEntry, overUpTo, scheduleId } from './ledger-entry.js';
import { type Schedule } from './schedule.js';
import { type TickContext } from './tick-context.js';
import { type TickJob } from './tick-job.js';

/**
 * Milliseconds by which the scheduler's call for a tick may be late. Seen to be another one, a schedule counts from so long
 * ago: that call may be how it is seen.
 */
const schedulersDelay = 1000;

/** A job's schedule, as its scheduler has it at each look, and what the ledger has to know of it. */
export class JobSchedule {
  /** As it was when somebody last asked whether it is news. */
  private known: string | undefined;
  /** When it was last seen to be the one in the ledger. */
  private seenAt: number | undefined;
  /** When its scheduler was last seen without it. */
  private absentAt: number | undefined;
  private complained = false;

  constructor(
    private readonly job: TickJob,
    private readonly context: TickContext,
  ) {}

  /** One job's trouble must not be another's. */
  now(): Schedule | undefined {
    let schedule: Schedule | undefined;
    try {
      schedule = this.job.schedule();
    } catch (error) {
      if (!this.complained) this.context.reports.failed(this.job, error, undefined);
      this.complained = true;
    }
    if (schedule === undefined) this.absentAt = this.context.clock.now();
    return schedule;
  }

  /** Another one than when that was last asked. */
  isNews({ text }: Schedule): boolean {
    const isNews = this.known !== undefined && this.known !== text;
    this.known = text;
    return isNews;
  }

  /** When this process begins to lead. @returns whether the ledger changes by it */
  register(since: number): boolean {
    this.seenAt = undefined;
    const schedule = this.now();
    return schedule !== undefined && this.context.ledger.entry(this.job.name) !== this.entry(schedule, since);
  }

  /** The ledger's, after what is new about the job has been written there. */
  entry(schedule: Schedule, since: number): LedgerEntry {
    const { ledger, clock } = this.context;
    const now = clock.now();
    const known = ledger.entry(this.job.name);
    const entry = known === undefined ? this.firstEntry(schedule, since) : this.followed(known, schedule, now);
    if (entry !== known) ledger.setLater(this.job.name, entry);
    this.seenAt = now;
    this.absentAt = undefined;
    return entry;
  }

  private firstEntry(schedule: Schedule, since: number): LedgerEntry {
    const { options } = this.job;
    const lateness = latenessAllowed(options, this.context.elector.options.leaseDuration);
    const first = options.catchUpNew ? this.context.clock.now() - lateness - 1 : since;
    return { since: first, attempt: 1, schedule: scheduleId(schedule) };
  }

  /** If the schedule has become another one, or was away, only ticks after that count. */
  private followed(entry: LedgerEntry, schedule: Schedule, now: number): LedgerEntry {
    const id = scheduleId(schedule);
    const isOther = entry.schedule !== undefined && entry.schedule !== id;
    const change = this.absentAt ?? (isOther ? (this.seenAt ?? now) : undefined);
    const after = change === undefined ? -Infinity : Math.max(change, now - schedulersDelay);
    if (entry.schedule === id && after <= overUpTo(entry)) return entry;
    const over = Math.max(after, overUpTo(entry));
    if (isOther) this.context.reports.rescheduled(this.job, entry.schedule ?? '', id, over);
    return { ...entry, schedule: id, ...(after > overUpTo(entry) ? { since: after } : {}) };
  }
}
