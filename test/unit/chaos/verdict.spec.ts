import { describe, expect, it } from '@jest/globals';
import { type Journals } from '../../chaos/judge/journals.js';
import { type Yes } from '../../chaos/judge/spells.js';
import { type Evidence, judge } from '../../chaos/judge/verdict.js';

const says = (process: string, token: string, ...times: number[]): Yes[] =>
  times.map(at => ({ process, term: token, before: BigInt(at), after: BigInt(at + 1) }));

const evidence = (answers: Yes[], more: Partial<Evidence> = {}): Evidence => {
  const attempts: Journals['attempts'] = new Map();
  return {
    journals: { answers, attempts, acknowledged: [], refused: 0 },
    clientGo: { answers: [], ownSpells: [] },
    faults: [],
    origin: 'origin',
    lastWrite: 'origin',
    problems: [],
    ...more,
  };
};

describe('The verdict on a run', () => {
  const good = [...says('a', '7', 10, 20), ...says('b', '9', 30, 40)];

  it('is clean where leaders followed on each other', () => {
    expect(judge(evidence(good))).toMatchObject({ violations: [], undecided: 0, answers: 4, terms: 2, closest: 9n });
  });

  it('tells of two that led at once', () => {
    const { violations } = judge(evidence([...good, ...says('c', '8', 15, 18)]));
    expect(violations).toContain('a (term 7, 10 to 21) and c (term 8, 15 to 19) led at once');
  });

  it('tells of client-go and one of ours that led at once', () => {
    const clientGo = { answers: says('client-go', '1', 35, 38), ownSpells: [] };
    expect(judge(evidence(good, { clientGo })).violations).toEqual([
      'b (term 9, 30 to 41) and client-go (term 1, 35 to 39) led at once',
    ]);
  });

  it("counts only where client-go's own word is late, which is not ours to keep", () => {
    const ownSpells = [{ process: 'client-go', from: 25n, to: 32n }];
    expect(judge(evidence(good, { clientGo: { answers: [], ownSpells } }))).toMatchObject({
      violations: [],
      clientGoLate: 1,
    });
  });

  it('tells of a fencing token that went down', () => {
    const { violations } = judge(evidence([...says('a', '9', 10, 20), ...says('b', '7', 30, 40)]));
    expect(violations).toEqual(['b began with token 7 after a with 9']);
  });

  it('tells of writes that were lost, and of processes that ended by themselves', () => {
    const problems = ['a ended by itself (1)'];
    expect(judge(evidence(good, { lastWrite: 'x', problems })).violations).toEqual([
      'nobody has sent the write x that was accepted',
      'a ended by itself (1)',
    ]);
  });
});
