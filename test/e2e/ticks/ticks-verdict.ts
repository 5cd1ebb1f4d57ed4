import { type JournalLine } from '../../apps/ticks/settings.js';

/** What the journal says of one job. */
export interface TicksVerdict {
  /** How many ticks there were from the first to the last. */
  readonly ticks: number;
  /** Begun twice as the same attempt. */
  readonly repeated: readonly number[];
  /** Begun more than once, whatever the attempt. */
  readonly retried: readonly number[];
  /** Neither begun nor reported as interrupted. */
  readonly lost: readonly number[];
  /** Never begun, and reported: a leader was killed after the tick was written down and before the job's first line. */
  readonly cutOff: readonly number[];
  readonly interrupted: readonly number[];
  /** Never run to its end. */
  readonly unfinished: readonly number[];
}

/** @param period from tick to tick, in milliseconds */
export function judgeTicks(journal: readonly JournalLine[], job: string, period = 1000): TicksVerdict {
  const lines = journal.filter(line => line.job === job);
  const of = (what: JournalLine['what']) => lines.filter(line => line.what === what);
  const begun = new Map<number, number[]>();
  for (const { tick, attempt } of of('begun')) begun.set(tick, [...(begun.get(tick) ?? []), attempt]);
  const done = new Set(of('done').map(({ tick }) => tick));
  const interrupted = [...new Set(of('interrupted').map(({ tick }) => tick))];
  const first = Math.min(...begun.keys());
  const last = Math.max(...begun.keys());
  const all: number[] = [];
  for (let tick = first; tick <= last; tick += period) all.push(tick);
  return {
    ticks: all.length,
    repeated: all.filter(tick => new Set(begun.get(tick)).size < (begun.get(tick)?.length ?? 0)),
    retried: all.filter(tick => (begun.get(tick)?.length ?? 0) > 1),
    lost: all.filter(tick => !begun.has(tick) && !interrupted.includes(tick)),
    cutOff: all.filter(tick => !begun.has(tick) && interrupted.includes(tick)),
    interrupted,
    unfinished: all.filter(tick => !done.has(tick)),
  };
}
