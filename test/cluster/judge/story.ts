import { gapsOf } from '../../chaos/judge/gaps.js';
import { type PodEntry } from '../../apps/pod/journal.js';
import { type LeaseState } from '../fleet/lease-history.js';
import { type Evidence, spellsIn } from './evidence.js';

/** What happened between two times, told by stamps. */
export interface Story {
  /** Terms that began. */
  readonly handovers: number;
  /** How long nobody acted, each time, in milliseconds. */
  readonly gaps: readonly number[];
  /** Of the terms that began: how the lease was before. */
  readonly takenReleased: number;
  /** The kernel had said that the holder's process was dead, and nobody waited (rule 17). */
  readonly takenFromDead: number;
  readonly takenExpired: number;
  /** Of the terms that were taken so: from when the process listened to its first act, in milliseconds. */
  readonly sinceUp: readonly number[];
  /** Jobs that were under way or began: what became of them. */
  readonly jobs: { readonly done: number; readonly aborted: number; readonly cutOff: number };
  /** Why terms were lost, as the processes said themselves; one that died says nothing. */
  readonly losses: readonly string[];
}

export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

export function tell(evidence: Evidence, { from, to }: Span): Story {
  const spells = spellsIn(evidence);
  const begun = spells.filter(({ first }) => first.before > from && first.before <= to);
  const takes = begun.map(({ term }) => howItWas(evidence.history, BigInt(term)));
  const gaps = gapsOf(spells).filter(gap => gap.to > from && gap.from < to);
  return {
    handovers: begun.length,
    gaps: gaps.map(gap => Math.round(Number(gap.to - gap.from) / 1e6)),
    takenReleased: takes.filter(how => how === 'released').length,
    takenFromDead: takes.filter(how => how === 'early').length,
    takenExpired: takes.filter(how => how === 'expired').length,
    sinceUp: begun.flatMap(({ process, first }, index) =>
      takes[index] === 'early' ? sinceUp(evidence, process, first.after, from) : [],
    ),
    jobs: jobsIn(evidence, { from, to }),
    losses: evidence.journals.flatMap(({ entries }) =>
      entries.flatMap(entry => (entry.type === 'lost' && isWithin(entry.at, { from, to }) ? entry.code : [])),
    ),
  };
}

/** Milliseconds by which out here a take may seem to be too early. */
const blur = 500;

function howItWas(history: readonly LeaseState[], version: bigint): 'released' | 'early' | 'expired' | undefined {
  const index = history.findIndex(state => state.version === version);
  const before = history[index - 1];
  if (!before) return undefined;
  if (before.holder === '') return 'released';
  const waited = Number(history[index].at - before.at) / 1e6;
  return waited < before.seconds * 1_000 - blur ? 'early' : 'expired';
}

function sinceUp({ journals }: Evidence, process: string, leads: bigint, from: bigint): number[] {
  const entries = journals.find(journal => journal.process === process)?.entries ?? [];
  const up = entries.find(entry => entry.type === 'up');
  return up && BigInt(up.at) > from ? [Math.round(Number(leads - BigInt(up.at)) / 1e6)] : [];
}

function jobsIn({ journals }: Evidence, span: Span): Story['jobs'] {
  const jobs = { done: 0, aborted: 0, cutOff: 0 };
  for (const { entries } of journals) {
    const open = new Map<number, string>();
    for (const entry of entries.filter(isJob)) {
      if (entry.what === 'begun') open.set(entry.run, entry.at);
      else {
        open.delete(entry.run);
        if (isWithin(entry.at, span)) jobs[entry.what]++;
      }
    }
    // What a process had under way when it wrote its last line. One that lives on is not at its last line.
    const last = lastTime(entries);
    if (open.size > 0 && isWithin(last, span) && !isStillWriting(last, span)) jobs.cutOff += open.size;
  }
  return jobs;
}

type JobEntry = Extract<PodEntry, { type: 'job' }>;

function isJob(entry: PodEntry): entry is JobEntry {
  return entry.type === 'job';
}

function lastTime(entries: readonly PodEntry[]): string {
  const last = entries.findLast(entry => entry.type !== 'tick');
  return last === undefined ? '0' : 'at' in last ? last.at : last.after;
}

/** A leader stamps every few milliseconds: one that has not for a second is gone. */
function isStillWriting(last: string, { to }: Span): boolean {
  return to - BigInt(last) < 1_000_000_000n;
}

function isWithin(at: string, { from, to }: Span): boolean {
  return BigInt(at) > from && BigInt(at) <= to;
}
