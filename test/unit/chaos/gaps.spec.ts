import { describe, expect, it } from '@jest/globals';
import { effectsOf, gapsOf, type InflictedFault } from '../../chaos/judge/gaps.js';
import { type Spell } from '../../chaos/judge/spells.js';

/** Stamps take no time here. */
const spell = (process: string, from: number, to: number): Spell => {
  const yes = (at: number) => ({ process, term: String(from), before: BigInt(at), after: BigInt(at) });
  return { process, term: String(from), first: yes(from), last: yes(to), answers: 2 };
};
const fault = (kind: string, begun: number, ended: number): InflictedFault => ({
  kind,
  clientGoLed: false,
  begun: BigInt(begun),
  ended: BigInt(ended),
});
const effects = (faults: InflictedFault[], spells: Spell[]) =>
  effectsOf(faults, gapsOf(spells)).map(effect => [
    effect.fault.kind,
    Number(effect.leaderless),
    Number(effect.afterwards),
  ]);

describe('The time without a leader', () => {
  it('goes from the last yes of one leader to the first of the next', () => {
    expect(gapsOf([spell('a', 0, 10), spell('b', 25, 40), spell('a', 41, 50)])).toEqual([
      { from: 10n, to: 25n },
      { from: 40n, to: 41n },
    ]);
  });

  it('has no part in which somebody led', () => {
    expect(gapsOf([spell('a', 0, 30), spell('b', 10, 20), spell('c', 35, 40)])).toEqual([{ from: 30n, to: 35n }]);
  });

  it('is counted for the fault that caused it, also what came after the end of the fault', () => {
    expect(effects([fault('freeze', 12, 20)], [spell('a', 0, 11), spell('b', 32, 40)])).toEqual([['freeze', 21, 12]]);
  });

  it('goes to the last fault that began before it was over', () => {
    const faults = [fault('label', 3, 4), fault('kill', 10, 11), fault('nothing', 30, 31)];
    expect(effects(faults, [spell('a', 0, 9), spell('b', 20, 40)])).toEqual([
      ['label', 0, 0],
      ['kill', 11, 9],
      ['nothing', 0, 0],
    ]);
  });

  it('is the sum where a fault makes leaders come and go', () => {
    expect(effects([fault('flap', 9, 30)], [spell('a', 0, 10), spell('b', 14, 15), spell('a', 18, 40)])).toEqual([
      ['flap', 7, 0],
    ]);
  });
});
