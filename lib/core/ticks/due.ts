import { isUnfinished, type LedgerEntry } from './ledger-entry.js';
import { type ResolvedTickOptions } from './once-options.js';
import { type Schedule } from './schedule.js';

/** What is to be done about a job's ticks now. */
export type Due =
  | { readonly type: 'nothing' }
  /** In that order; `leftOut`: there were more of them than `missed: 'all'` runs. */
  | { readonly type: 'run'; readonly ticks: readonly number[]; readonly leftOut: boolean }
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

/** With `missed: 'all'`, as many. */
export const mostMissed = 1000;

/** By scheduled instants alone: a tick that is not later than the one last begun is done, whatever the clock says. */
export function dueIn({ entry, schedule, options, lateness, now, leaseCreatedAt }: DueQuestion): Due {
  if (entry !== undefined && isUnfinished(entry)) {
    return { type: 'interrupted', entry, retry: entry.attempt <= options.retryInterrupted };
  }
  const floor = Math.max(entry?.begun ?? firstFloor(options, leaseCreatedAt), now - lateness - 1);
  const most = options.missed === 'latest' ? 1 : mostMissed;
  const ticks = schedule.newest(floor, now, most === 1 ? 1 : most + 1);
  if (ticks.length === 0) return { type: 'nothing' };
  return { type: 'run', ticks: ticks.slice(-most), leftOut: ticks.length > most };
}

/** A job that nobody has begun yet has no tick before the lease was there. */
function firstFloor({ catchUpNew }: ResolvedTickOptions, leaseCreatedAt: number): number {
  return catchUpNew ? -Infinity : leaseCreatedAt - 1;
}
