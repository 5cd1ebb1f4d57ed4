import { iso } from './iso.js';
import { scheduleOfText } from './schedule-of-text.js';
import { type Annotations } from '../../core/record/annotations.js';
import { pauseReason, requestedRun } from '../../core/ticks/job-requests.js';
import { isUnfinished, type LedgerEntry, overUpTo, parseEntry } from '../../core/ticks/ledger-entry.js';
import { tickPrefix } from '../../core/ticks/tick-prefix.js';

/** A job with `once`, as its lease's ledger has it. Instants are ISO texts. */
export interface JobView {
  readonly name: string;
  /** As the leader wrote it down: `0 3 * * * Europe/Berlin`. */
  readonly schedule: string | undefined;
  readonly lastTick: string | undefined;
  /** `unknown` if the annotation is not understood. */
  readonly outcome: JobOutcome;
  readonly attempt: number;
  readonly finishedAt: string | undefined;
  /** Undefined if it is not known: of a schedule that is written in a way that only its scheduler reads. */
  readonly nextTick: string | undefined;
  readonly lastFailure: { readonly at: string; readonly message: string } | undefined;
  /** Why; undefined if it is not paused. */
  readonly paused: string | undefined;
  /** Somebody asked for a run that has not begun. */
  readonly runRequestedAt: string | undefined;
}

export type JobOutcome = 'done' | 'failed' | 'running' | 'late' | 'interrupted' | 'none yet' | 'unknown';

/** All jobs that have ever had a leader, by name. */
export function jobsOf(annotations: Annotations, now: number): JobView[] {
  return Object.keys(annotations)
    .filter(key => key.startsWith(tickPrefix))
    .map(key => viewOf(key.slice(tickPrefix.length), annotations, now))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The next ticks, as ISO texts; none if they are not known. */
export function comingTicks({ nextTick, schedule }: JobView, count: number): string[] {
  const known = schedule === undefined ? undefined : scheduleOfText(schedule);
  const ticks: string[] = [];
  let next = nextTick === undefined ? undefined : Date.parse(nextTick);
  for (; next !== undefined && ticks.length < count; next = known?.next(next)) ticks.push(iso(next));
  return ticks;
}

function viewOf(name: string, annotations: Annotations, now: number): JobView {
  const entry = parseEntry(annotations[tickPrefix + name]);
  const request = requestedRun(annotations, name);
  const after = Math.max(now, entry === undefined ? now : overUpTo(entry));
  return {
    name,
    schedule: entry?.schedule,
    lastTick: iso(entry?.begun),
    outcome: entry === undefined ? 'unknown' : outcomeOf(entry),
    attempt: entry?.attempt ?? 1,
    finishedAt: iso(entry?.finishedAt),
    nextTick: iso(entry?.schedule === undefined ? undefined : scheduleOfText(entry.schedule)?.next(after)),
    lastFailure: entry?.failure && { at: iso(entry.failure.at), message: entry.failure.message },
    paused: pauseReason(annotations, name),
    runRequestedAt: iso(request && (request.at ?? 0)),
  };
}

function outcomeOf(entry: LedgerEntry): JobOutcome {
  const { begun, givenUp, failure, attempt } = entry;
  if (begun === undefined) return 'none yet';
  if (isUnfinished(entry)) return 'running';
  if (givenUp !== undefined) return givenUp;
  return failure?.scheduledAt === begun && failure.attempt === attempt ? 'failed' : 'done';
}
