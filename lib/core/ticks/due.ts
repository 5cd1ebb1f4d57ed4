import { failuresOf, isToBeRetried, isUnfinished, type LedgerEntry, overUpTo } from './ledger-entry.js';
import { type ResolvedTickOptions } from './once-options.js';
import { latestTick, type Schedule } from './schedule.js';

/** What is to be done about a job's ticks now. */
export type Due =
  | { readonly type: 'nothing' }
  /** Those with `after` < tick ≤ `until` were not begun in time. */
  | { readonly type: 'missed'; readonly after: number; readonly until: number }
  /** `after` < tick < `scheduledAt`: those that it supersedes, if any. */
  | { readonly type: 'run'; readonly scheduledAt: number; readonly after: number }
  | Unfinished;

/** The last tick was begun, and not finished by a term that is over; or it has failed. `retry`: it is to be run again. */
export interface Unfinished {
  readonly type: 'interrupted' | 'failed';
  readonly entry: LedgerEntry;
  readonly retry: boolean;
}

export interface DueQuestion {
  readonly entry: LedgerEntry;
  readonly schedule: Schedule;
  readonly options: ResolvedTickOptions;
  /** Milliseconds by which a tick may be late. */
  readonly lateness: number;
  /** Milliseconds by which a tick's begin is put off on purpose. */
  readonly delay: (tick: number) => number;
  readonly now: number;
}

/** By scheduled instants alone: a tick that is not later than the one last begun is done, whatever the clock says. */
export function dueIn(question: DueQuestion): Due {
  const { entry, schedule, options, lateness, now } = question;
  const unfinished = unfinishedIn(entry, options);
  if (unfinished !== undefined) return unfinished;
  const tooLate = now - lateness - 1;
  // Of a job without any past, nothing is missed.
  const after = overUpTo(entry) === -Infinity ? tooLate : overUpTo(entry);
  const first = schedule.next(after);
  if (first === undefined || first > now) return { type: 'nothing' };
  if (first <= tooLate) return { type: 'missed', after, until: tooLate };
  const scheduledAt = options.missed === 'all' ? begunBy(first, question) : latestBegunBy(after, question);
  return scheduledAt === undefined ? { type: 'nothing' } : { type: 'run', scheduledAt, after };
}

/** Undefined if what was begun last is over. */
export function unfinishedIn(entry: LedgerEntry, options: ResolvedTickOptions): Unfinished | undefined {
  const failures = failuresOf(entry);
  if (isToBeRetried(entry)) return { type: 'failed', entry, retry: failures <= options.retryFailed };
  if (!isUnfinished(entry)) return undefined;
  return { type: 'interrupted', entry, retry: entry.attempt - failures <= options.retryInterrupted };
}

/** When to ask again: the next tick's begin. Infinity if there is none. */
export function nextBegin(
  schedule: Schedule,
  after: number,
  longestDelay: number,
  delay: DueQuestion['delay'],
): number {
  let earliest = Infinity;
  for (
    let tick = schedule.next(after - longestDelay);
    tick !== undefined && tick < earliest;
    tick = schedule.next(tick)
  ) {
    const begin = tick + delay(tick);
    if (begin > after) earliest = Math.min(earliest, begin);
  }
  return earliest;
}

function begunBy(tick: number, { now, delay }: DueQuestion): number | undefined {
  return tick + delay(tick) <= now ? tick : undefined;
}

/** A later tick that is still put off supersedes nothing. */
function latestBegunBy(after: number, question: DueQuestion): number | undefined {
  let tick = latestTick(question.schedule, after, question.now);
  while (tick !== undefined && begunBy(tick, question) === undefined) {
    tick = latestTick(question.schedule, after, tick - 1);
  }
  return tick;
}
