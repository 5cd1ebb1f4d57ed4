import { describe, expect, it } from '@jest/globals';
import { type ReplicaSources, replicaRows } from '../../../../lib/cli/dashboard/replicas.js';
import { type TermView } from '../../../../lib/cli/dashboard/term.js';

const term = (holder: string) => ({ holder }) as TermView;
const rows = (sources: Partial<ReplicaSources>) =>
  replicaRows({
    holder: 'web-1',
    isLed: true,
    isEnding: false,
    successor: undefined,
    candidates: [],
    terms: [],
    ...sources,
  }).map(({ name, role }) => `${name} ${role}`);

describe('The replicas of a lease', () => {
  it('are its holder, who is to lead next, who has led, and the pods beside it', () => {
    const candidates = ['web-1', 'web-2', 'web-3', 'web-10'];
    const terms = [term('web-3'), term('web-1')];
    expect(rows({ candidates, terms, successor: 'web-2', isEnding: true })).toEqual([
      'web-1 ending',
      'web-2 next',
      'web-10 beside',
      'web-3 before',
    ]);
  });

  it('are each told once, also if an identity has more in it than the name of its pod', () => {
    expect(rows({ holder: 'web-1_4f2a', candidates: ['web-1', 'web-2'], terms: [term('web-1_4f2a')] })).toEqual([
      'web-1_4f2a leads',
      'web-2 beside',
    ]);
  });

  it.each([
    [{ isLed: false }, ['web-1 silent']],
    [{ holder: undefined, isLed: false, terms: [term('web-1')] }, ['web-1 before']],
    [{ holder: undefined, isLed: false }, []],
  ])('with %j', (sources, expected) => {
    expect(rows(sources)).toEqual(expected);
  });
});
