import { type Spell } from '../messages.js';

/** A spell, and who worked. */
export interface WorkedSpell extends Spell {
  readonly replica: string;
  /** The very process: a replica that was restarted is another one. */
  readonly pid: number;
}

/** Two processes that worked at once, from one moment to another. */
export interface Overlap {
  readonly one: WorkedSpell;
  readonly other: WorkedSpell;
  readonly from: number;
  readonly to: number;
}

/** All the work of the leaders, and the judgement on it: no two processes ever worked at once. */
export class Spells {
  private readonly spells: WorkedSpell[] = [];
  /** How often a replica stamped its work. */
  stamps = 0;

  /** In the order in which they became known. */
  get all(): readonly WorkedSpell[] {
    return this.spells;
  }

  /** The same spell comes again and again, and reaches further each time. */
  add(seen: WorkedSpell): WorkedSpell {
    this.stamps++;
    const known = this.spells.findLast(({ pid, token }) => pid === seen.pid && token === seen.token);
    if (!known) {
      this.spells.push(seen);
      return seen;
    }
    known.from = Math.min(known.from, seen.from);
    known.to = Math.max(known.to, seen.to);
    return known;
  }

  overlaps(): Overlap[] {
    return this.spells.flatMap((one, index) =>
      this.spells
        .slice(index + 1)
        .filter(other => other.pid !== one.pid && one.from <= other.to && other.from <= one.to)
        .map(other => ({ one, other, from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
    );
  }

  /** Whose work ended last before this one began. */
  before(spell: WorkedSpell): WorkedSpell | undefined {
    return this.spells
      .filter(other => other !== spell && other.from < spell.from)
      .reduce<WorkedSpell | undefined>((last, other) => (last && last.to > other.to ? last : other), undefined);
  }
}
