import { describe, expect, it } from '@jest/globals';
import { closestHandover, overlapsOf } from '../../chaos/judge/overlaps.js';
import { spellsOf, type Yes } from '../../chaos/judge/spells.js';

/** Answers of one process in one term, each with the times before and after it. */
const says = (process: string, term: string, ...times: [before: number, after: number][]): Yes[] =>
  times.map(([before, after]) => ({ process, term, before: BigInt(before), after: BigInt(after) }));

const overlaps = (...answers: Yes[][]) => overlapsOf(spellsOf(answers.flat())).map(({ isProven }) => isProven);

describe('Two processes led at once', () => {
  it('where their answers alternate', () => {
    expect(overlaps(says('a', '1', [10, 11], [30, 31]), says('b', '2', [20, 21], [40, 41]))).toEqual([true]);
  });

  it('where one was frozen in its term and woke up as a leader, after the other had come and gone', () => {
    expect(overlaps(says('a', '1', [10, 11], [90, 91]), says('b', '2', [40, 41], [50, 51]))).toEqual([true]);
  });

  it('where one said so only once, while the other led', () => {
    expect(overlaps(says('a', '1', [10, 11], [30, 31]), says('b', '2', [20, 21]))).toEqual([true]);
    expect(overlaps(says('b', '2', [20, 21]), says('a', '1', [10, 11], [30, 31]))).toEqual([true]);
  });

  it('where the same candidate was restarted, and its former process goes on', () => {
    expect(overlaps(says('a#1', '1', [10, 11], [30, 31]), says('a#2', '2', [20, 21], [40, 41]))).toEqual([true]);
  });
});

describe('It is not decided whether two led at once', () => {
  it('where one was interrupted between asking and the time after it', () => {
    expect(overlaps(says('a', '1', [10, 11], [20, 45]), says('b', '2', [30, 31], [50, 51]))).toEqual([false]);
  });

  it('where each said so once, in times that overlap', () => {
    expect(overlaps(says('a', '1', [10, 20]), says('b', '2', [15, 25]))).toEqual([false]);
  });
});

describe('Nobody led at once', () => {
  it('where one came after the other', () => {
    expect(overlaps(says('a', '1', [10, 11], [20, 21]), says('b', '2', [22, 23], [30, 31]))).toEqual([]);
  });

  it('where one led, lost to another, and led again: two terms', () => {
    const first = says('a', '1', [10, 11], [20, 21]);
    const again = says('a', '3', [50, 51], [60, 61]);
    expect(overlaps(first, again, says('b', '2', [30, 31], [40, 41]))).toEqual([]);
  });
});

describe('The closest handover', () => {
  it('is the least time between the last yes of a leader and the first of another', () => {
    const spells = spellsOf([
      ...says('a', '1', [10, 11], [20, 21]),
      ...says('b', '2', [30, 31], [40, 41]),
      ...says('a', '3', [45, 46]),
    ]);
    expect(closestHandover(spells)).toBe(4n);
  });

  it('is not that of a leader that follows on itself', () => {
    expect(closestHandover(spellsOf([...says('a', '1', [10, 11]), ...says('a', '2', [12, 13])]))).toBeUndefined();
  });
});
