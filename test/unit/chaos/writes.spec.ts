import { describe, expect, it } from '@jest/globals';
import { type Attempt, judgeWrites } from '../../chaos/judge/writes.js';

const write = (id: string, previous: string, token: number): Attempt => ({
  id,
  previous,
  token: BigInt(token),
  process: `leader-${token}`,
});

const judged = (attempts: Attempt[], acknowledged: string[], final: string) =>
  judgeWrites({ origin: 'origin', attempts: new Map(attempts.map(each => [each.id, each])), acknowledged, final });

describe('The writes of all leaders', () => {
  const three = [write('a', 'origin', 5), write('b', 'a', 5), write('c', 'b', 9)];

  it('are in order where each follows on the one before and no token goes down', () => {
    const { accepted, problems } = judged(three, ['a', 'b', 'c'], 'c');
    expect(accepted.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(problems).toEqual([]);
  });

  it('may have been accepted without an answer, or sent and not accepted', () => {
    const { accepted, problems } = judged([...three, write('late', 'a', 5)], ['a', 'c'], 'c');
    expect(accepted).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  it('are none where nobody wrote', () => {
    expect(judged([], [], 'origin')).toEqual({ accepted: [], problems: [] });
  });

  it('were lost where one was acknowledged that nothing follows on', () => {
    expect(judged([...three, write('lost', 'a', 5)], ['a', 'lost'], 'c').problems).toEqual([
      'write lost of leader-5 was acknowledged and is lost',
    ]);
  });

  it('were lost where the resource holds less than was acknowledged last', () => {
    expect(judged(three, ['a', 'b', 'c'], 'b').problems).toEqual(['write c of leader-9 was acknowledged and is lost']);
  });

  it('are out of order where an older token was accepted after a newer one', () => {
    expect(judged([...three, write('d', 'c', 5), write('e', 'd', 9)], [], 'e').problems).toEqual([
      'write d of leader-5 with token 5 was accepted after one with 9',
    ]);
  });

  it('are not all known where the resource holds what nobody has sent', () => {
    expect(judged(three, [], 'x').problems).toEqual(['nobody has sent the write x that was accepted']);
  });

  it('are nonsense where one follows on itself', () => {
    expect(judged([write('a', 'b', 1), write('b', 'a', 1)], [], 'a').problems).toEqual(['write a follows on itself']);
  });
});
