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
  private isActive = false;
  /** As its scheduler was last seen to run it. */
  private active: { readonly schedule: Schedule; readonly at: number } | undefined;
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
      this.isActive = schedule !== undefined && this.job.isActive();
    } catch (error) {
      if (!this.complained) this.context.reports.failed(this.job, error, undefined);
      this.complained = true;
    }
    if (schedule === undefined) this.onAbsent();
    return schedule;
  }

  /**
   * Of what came due while its scheduler was still seen to run it: that it will not be run any more, if nobody has begun it.
   *
   * @returns up to when; undefined if there is nothing to tell
   */
  tellOfLeftOver(entry: LedgerEntry, reason: string): number | undefined {
    const { schedule, at: until } = this.active ?? { at: 0 };
    const after = overUpTo(entry);
    if (schedule === undefined || scheduleId(schedule) !== entry.schedule || after === -Infinity) return undefined;
    if ((schedule.next(after) ?? Infinity) > until) return undefined;
    void this.context.reports.passed(this.job, { outcome: 'missed', schedule, after, until, reason });
    return until;
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
    if (this.isActive) this.active = { schedule, at: now };
    return entry;
  }

  private onAbsent(): void {
    const { ledger, clock } = this.context;
    this.absentAt = clock.now();
    const entry = ledger.entry(this.job.name);
    const since = entry && this.tellOfLeftOver(entry, 'its scheduler no longer has it');
    if (since !== undefined) ledger.setLater(this.job.name, { attempt: 1, ...entry, since });
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
    if (change !== undefined) this.tellOfLeftOver(entry, 'its schedule has changed');
    const over = Math.max(after, overUpTo(entry));
    if (isOther) this.context.reports.rescheduled(this.job, entry.schedule ?? '', id, over);
    return { ...entry, schedule: id, ...(after > overUpTo(entry) ? { since: after } : {}) };
  }
}
