/** "Yes, I lead", said by one process at some moment between two times (nanoseconds of CLOCK_MONOTONIC). */
export interface Yes {
  /** One process of the operating system: a candidate that was restarted is another one. */
  readonly process: string;
  readonly term: string;
  readonly before: bigint;
  readonly after: bigint;
}

/** All the answers of one process in one term. */
export interface Spell {
  readonly process: string;
  readonly term: string;
  readonly first: Yes;
  readonly last: Yes;
  readonly answers: number;
}

/** In the order in which they began. */
export function spellsOf(answers: Iterable<Yes>): Spell[] {
  const spells = new Map<string, Spell>();
  for (const yes of answers) {
    const key = `${yes.process} ${yes.term}`;
    const { first, last, answers: count } = spells.get(key) ?? { first: yes, last: yes, answers: 0 };
    spells.set(key, {
      process: yes.process,
      term: yes.term,
      first: yes.before < first.before ? yes : first,
      last: yes.before > last.before ? yes : last,
      answers: count + 1,
    });
  }
  return [...spells.values()].sort((one, other) => compare(one.first.before, other.first.before));
}

export function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
