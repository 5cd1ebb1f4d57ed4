import { type Spell } from './spells.js';

export interface Overlap {
  readonly one: Spell;
  readonly other: Spell;
  /**
   * Proven: whenever within its two times each answer was given, both led at one moment. Else it may be so or not: a
   * process was interrupted in the middle of a stamp.
   */
  readonly isProven: boolean;
}

/**
 * What the stamps prove, and no more.
 *
 * An answer was given somewhere between the times before and after it. A term is one uninterrupted leadership: once
 * `isLeader` was false the term is over, so that between two answers of one term the process led all the time, whether
 * asked or not, frozen or not. So a process led for certain from after the first answer of a term until before its last,
 * and, as far as its answers tell, not before it was asked first, nor after the last answer.
 */
export function overlapsOf(spells: readonly Spell[]): Overlap[] {
  const overlaps: Overlap[] = [];
  for (const [index, one] of spells.entries()) {
    for (const other of spells.slice(index + 1)) {
      if (one.process === other.process || !mayOverlap(one, other)) continue;
      overlaps.push({ one, other, isProven: overlapForCertain(one, other) });
    }
  }
  return overlaps;
}

function mayOverlap(one: Spell, other: Spell): boolean {
  return one.first.before <= other.last.after && other.first.before <= one.last.after;
}

function overlapForCertain(one: Spell, other: Spell): boolean {
  if (one.answers > 1 && other.answers > 1) {
    return one.first.after <= other.last.before && other.first.after <= one.last.before;
  }
  return isWithin(one, other) || isWithin(other, one);
}

/** A lone answer, wherever between its times it was given, was given while the other led. */
function isWithin({ first, last }: Spell, other: Spell): boolean {
  return other.first.after <= first.before && last.after <= other.last.before;
}

/** Between any two leaders that followed on each other, the least time from the last yes of one to the first of the next. */
export function closestHandover(spells: readonly Spell[]): bigint | undefined {
  let closest: bigint | undefined;
  let latest: Spell | undefined;
  for (const spell of spells) {
    if (latest && latest.process !== spell.process) {
      const distance = spell.first.before - latest.last.after;
      if (closest === undefined || distance < closest) closest = distance;
    }
    if (!latest || spell.last.after > latest.last.after) latest = spell;
  }
  return closest;
}
