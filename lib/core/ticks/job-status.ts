import { pauseReason } from './job-requests.js';
import { type TickJob } from './tick-job.js';
import { isUnfinished, type LedgerEntry, overUpTo } from './ledger-entry.js';
import { type Schedule } from './schedule.js';
import { type TickOutcome } from '../elector/tick-event.js';

/** A job with `once`, as its lease's ledger and this process's scheduler have it. */
export interface JobStatus {
  /** In the ledger. */
  readonly name: string;
  /** `InvoiceJobs.sendInvoices` */
  readonly call: string;
  /** Expression and zone: `0 3 * * * Europe/Berlin`; undefined if the scheduler does not have the job (any more). */
  readonly schedule: string | undefined;
  /** Whether the scheduler of this process would run it: it has not been stopped there. */
  readonly isActive: boolean;
  /** The next ticks; none while it is not active. */
  readonly next: readonly Date[];
  /** The tick that was begun last; undefined before the first. */
  readonly last: JobStatusTick | undefined;
  /** When the tick that is running was begun. */
  readonly runningSince: Date | undefined;
  /** The last time that it threw. */
  readonly lastFailure: { readonly at: Date; readonly scheduledAt: Date; readonly message: string } | undefined;
  /** Undefined if it is not paused. */
  readonly paused: { readonly reason: string } | undefined;
}

/** The tick of a job that began last. */
export interface JobStatusTick {
  /** Undefined while it runs, and if its leader ended and nobody has led since. */
  readonly outcome: TickOutcome | undefined;
  /** When the job was to run, by its schedule. */
  readonly scheduledAt: Date;
  /** How many times it has begun. */
  readonly attempt: number;
  /** When it last began. */
  readonly startedAt: Date | undefined;
  /** When the job was done; undefined if it is not known to be. */
  readonly finishedAt: Date | undefined;
}

/** How many of the next ticks are told. */
const nextTicks = 3;

/** Milliseconds: a tick further ahead was not begun by a clock that is a little fast. */
const farAhead = 3_600_000;

export function statusOf(
  job: TickJob,
  entry: LedgerEntry | undefined,
  annotations: Readonly<Record<string, string>>,
  now: number,
): JobStatus {
  const schedule = scheduleNow(job);
  const isActive = schedule !== undefined && job.isActive();
  const reason = pauseReason(annotations, job.name);
  const next: Date[] = [];
  for (let tick = isActive ? schedule.next(now) : undefined; tick !== undefined; tick = schedule?.next(tick)) {
    next.push(new Date(tick));
    if (next.length === nextTicks) break;
  }
  const { failure } = entry ?? {};
  return {
    name: job.name,
    call: job.call,
    schedule: schedule?.text,
    isActive,
    next,
    last: entry?.begun === undefined ? undefined : lastTick(entry, entry.begun),
    runningSince: entry !== undefined && isUnfinished(entry) ? dateOf(entry.startedAt) : undefined,
    lastFailure: failure && {
      at: new Date(failure.at),
      scheduledAt: new Date(failure.scheduledAt),
      message: failure.message,
    },
    paused: reason === undefined ? undefined : { reason },
  };
}

/** One job's trouble must not hide the others. */
function scheduleNow(job: TickJob): Schedule | undefined {
  try {
    return job.schedule();
  } catch {
    return undefined;
  }
}

/** Somebody's mistake, or a clock's: until then nothing of the job runs. */
export function isAhead(entry: LedgerEntry, now: number): boolean {
  return overUpTo(entry) > now + farAhead;
}

function lastTick(entry: LedgerEntry, begun: number): JobStatusTick {
  const isFinished = entry.finished === begun;
  return {
    outcome: outcomeOf(entry, isFinished),
    scheduledAt: new Date(begun),
    attempt: entry.attempt,
    startedAt: dateOf(entry.startedAt),
    finishedAt: isFinished ? dateOf(entry.finishedAt) : undefined,
  };
}

function outcomeOf({ begun, attempt, givenUp, failure }: LedgerEntry, isFinished: boolean): TickOutcome | undefined {
  if (!isFinished) return givenUp;
  return failure?.scheduledAt === begun && failure?.attempt === attempt ? 'failed' : 'done';
}

function dateOf(instant: number | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
