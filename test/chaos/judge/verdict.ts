import { type OwnSpell } from '../candidates/client-go.js';
import { effectsOf, type FaultEffect, gapsOf, type InflictedFault } from './gaps.js';
import { type Journals } from './journals.js';
import { closestHandover, overlapsOf } from './overlaps.js';
import { type Spell, spellsOf, type Yes } from './spells.js';
import { judgeWrites } from './writes.js';

export interface Evidence {
  readonly journals: Journals;
  /** client-go's answers, and what it said itself. */
  readonly clientGo: { readonly answers: readonly Yes[]; readonly ownSpells: readonly OwnSpell[] };
  readonly faults: readonly InflictedFault[];
  readonly origin: string;
  readonly lastWrite: string;
  /** Processes that ended by themselves, or did not end. */
  readonly problems: readonly string[];
}

export interface Verdict {
  /** None: the promise was kept. */
  readonly violations: readonly string[];
  /** Stamps that prove neither that two led at once nor that they did not. */
  readonly undecided: number;
  readonly answers: number;
  readonly terms: number;
  readonly clientGoTerms: number;
  /** How often client-go said that it led while one of our processes did. */
  readonly clientGoLate: number;
  readonly closest: bigint | undefined;
  readonly writes: { readonly accepted: number; readonly acknowledged: number; readonly refused: number };
  readonly effects: readonly FaultEffect[];
}

/** The term of a replica's answer is its fencing token. */
export function judge({ journals, clientGo, faults, origin, lastWrite, problems }: Evidence): Verdict {
  const ours = spellsOf(journals.answers);
  const spells = spellsOf([...journals.answers, ...clientGo.answers]);
  const overlaps = overlapsOf(spells);
  const proven = overlaps.filter(({ isProven }) => isProven);
  const writes = judgeWrites({ ...journals, origin, final: lastWrite });
  return {
    violations: [
      ...proven.map(({ one, other }) => `${describe(one)} and ${describe(other)} led at once`),
      ...tokensThatWentDown(ours),
      ...writes.problems,
      ...problems,
    ],
    undecided: overlaps.length - proven.length,
    answers: journals.answers.length + clientGo.answers.length,
    terms: ours.length,
    clientGoTerms: spells.length - ours.length,
    clientGoLate: clientGo.ownSpells.filter(own => ours.some(spell => ledWithin(own, spell))).length,
    closest: closestHandover(spells),
    writes: {
      accepted: writes.accepted.length,
      acknowledged: journals.acknowledged.length,
      refused: journals.refused,
    },
    effects: effectsOf(faults, gapsOf(spells)),
  };
}

function tokensThatWentDown(ours: readonly Spell[]): string[] {
  return ours.flatMap((spell, index) => {
    const before = ours[index - 1];
    if (!before || BigInt(before.term) < BigInt(spell.term)) return [];
    return [`${spell.process} began with token ${spell.term} after ${before.process} with ${before.term}`];
  });
}

function ledWithin({ from, to }: OwnSpell, { first, last }: Spell): boolean {
  return first.after <= to && from <= last.before;
}

function describe({ process, term, first, last }: Spell): string {
  return `${process} (term ${term}, ${first.before} to ${last.after})`;
}
