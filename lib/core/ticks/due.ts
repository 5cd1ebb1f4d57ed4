import { isUnfinished, type LedgerEntry } from './ledger-entry.js';
import { type ResolvedTickOptions } from './once-options.js';
import { latestTick, type Schedule } from './schedule.js';

/** What is to be done about a job's ticks now. */
export type Due =
  | { readonly type: 'nothing' }
  | { readonly type: 'run'; readonly scheduledAt: number }
  /** The last one was begun, and not finished by a term that is over. */
  | { readonly type: 'interrupted'; readonly entry: LedgerEntry; readonly retry: boolean };

export interface DueQuestion {
  readonly entry: LedgerEntry | undefined;
  readonly schedule: Schedule;
  readonly options: ResolvedTickOptions;
  /** Milliseconds by which a tick may be late. */
  readonly lateness: number;
  readonly now: number;
  readonly leaseCreatedAt: number;
}

/** By scheduled instants alone: a tick that is not later than the one last begun is done, whatever the clock says. */
export function dueIn({ entry, schedule, options, lateness, now, leaseCreatedAt }: DueQuestion): Due {
  if (entry !== undefined && isUnfinished(entry)) {
    return { type: 'interrupted', entry, retry: entry.attempt <= options.retryInterrupted };
  }
  const floor = Math.max(entry?.begun ?? firstFloor(options, leaseCreatedAt), now - lateness - 1);
  const scheduledAt = options.missed === 'all' ? schedule.next(floor) : latestTick(schedule, floor, now);
  return scheduledAt === undefined || scheduledAt > now ? { type: 'nothing' } : { type: 'run', scheduledAt };
}

/** A job that nobody has begun yet has no tick before the lease was there. */
function firstFloor({ catchUpNew }: ResolvedTickOptions, leaseCreatedAt: number): number {
  return catchUpNew ? -Infinity : leaseCreatedAt - 1;
}
