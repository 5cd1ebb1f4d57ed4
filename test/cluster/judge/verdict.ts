import { overlapsOf } from '../../chaos/judge/overlaps.js';
import { type Spell } from '../../chaos/judge/spells.js';
import { type LeaseState } from '../fleet/lease-history.js';
import { type Evidence, spellsIn } from './evidence.js';

export interface Verdict {
  /** None: no two processes acted at once, and each acted only while the lease named it. */
  readonly violations: readonly string[];
  /** Stamps that prove neither that two acted at once nor that they did not. */
  readonly undecided: number;
  readonly spells: number;
  readonly acts: number;
}

/** What the stamps of the pods and the lease's history say together. */
export function judge(evidence: Evidence): Verdict {
  const spells = spellsIn(evidence);
  const overlaps = overlapsOf(spells);
  const proven = overlaps.filter(({ isProven }) => isProven);
  const podOf = new Map(evidence.journals.map(({ process, pod }) => [process, pod]));
  return {
    violations: [
      ...proven.map(({ one, other }) => `${describe(one)} and ${describe(other)} acted at once`),
      ...tokensThatWentDown(spells),
      ...spells.flatMap(spell => againstHistory(spell, podOf.get(spell.process) ?? '', evidence.history)),
    ],
    undecided: overlaps.length - proven.length,
    spells: spells.length,
    acts: spells.reduce((sum, { answers }) => sum + answers, 0),
  };
}

function tokensThatWentDown(spells: readonly Spell[]): string[] {
  return spells.flatMap((spell, index) => {
    const before = spells[index - 1];
    if (!before || BigInt(before.term) < BigInt(spell.term)) return [];
    return [`${describe(spell)} began after ${describe(before)}`];
  });
}

/**
 * A term's token is the version of the record that began it, which names the process. Whoever saw that record replaced saw
 * it later than it was: by then the last act must be over.
 */
function againstHistory(spell: Spell, pod: string, history: readonly LeaseState[]): string[] {
  const begin = history.findIndex(({ version }) => version === BigInt(spell.term));
  const own = history[begin];
  if (!own) return [`the lease has never had the record of ${describe(spell)}`];
  if (own.holder !== pod) return [`${describe(spell)} acted for a record of "${own.holder}"`];
  const next = history
    .slice(begin)
    .find(
      ({ holder, acquireTime, isDeleted }) => holder !== own.holder || acquireTime !== own.acquireTime || isDeleted,
    );
  if (!next || spell.last.before <= next.at) return [];
  return [`${describe(spell)} went on after the lease had been seen with "${next.holder}" (version ${next.version})`];
}

function describe({ process, term, first, last }: Spell): string {
  return `${process} (term ${term}, ${first.before} to ${last.after})`;
}
