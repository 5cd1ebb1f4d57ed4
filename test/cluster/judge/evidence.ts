import { type Spell, spellsOf, type Yes } from '../../chaos/judge/spells.js';
import { type LeaseState } from '../fleet/lease-history.js';
import { type ProcessJournal } from '../fleet/journals.js';

export interface Evidence {
  readonly journals: readonly ProcessJournal[];
  readonly history: readonly LeaseState[];
}

/** When and by whom something was acted: by asking `isLeader`, or by a job that went on. */
export function actsOf(journals: readonly ProcessJournal[]): Yes[] {
  return journals.flatMap(({ process, entries }) =>
    entries.flatMap(entry => {
      if (entry.type !== 'yes' && entry.type !== 'works') return [];
      return { process, term: entry.token, before: BigInt(entry.before), after: BigInt(entry.after) };
    }),
  );
}

/** From a term's first act to its last, in the order in which they began. */
export function spellsIn({ journals }: Evidence): Spell[] {
  return spellsOf(actsOf(journals));
}
