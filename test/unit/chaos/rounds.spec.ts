import { describe, expect, it } from '@jest/globals';
import { type Fault } from '../../chaos/faults/fault.js';
import { Random } from '../../chaos/faults/random.js';
import { planRound } from '../../chaos/faults/rounds.js';

const fault = (kind: string, more: Partial<Fault> = {}): Fault => ({ kind, inflict: async () => {}, ...more });
const catalogue = [
  fault('kill', { times: 6 }),
  fault('wipe', { clientGo: 'away' }),
  fault('isolate', { clientGo: 'needed', times: 2 }),
];
const plan = (seed: number) => planRound(catalogue, new Random(seed));
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe('A round of faults', () => {
  it('has each of them as often as it says', () => {
    for (const seed of seeds) {
      const kinds = plan(seed).map(({ fault }) => fault.kind);
      expect(kinds.sort()).toEqual([...Array<string>(2).fill('isolate'), ...Array<string>(6).fill('kill'), 'wipe']);
    }
  });

  it('keeps client-go away from what it promises nothing about, and has it where it is needed', () => {
    for (const { fault, clientGo } of seeds.flatMap(plan)) {
      if (fault.kind === 'wipe') expect(clientGo).toBe(false);
      if (fault.kind === 'isolate') expect(clientGo).toBe(true);
    }
  });

  it('has half of the others without client-go and half with it, which comes once and goes once', () => {
    for (const seed of seeds) {
      const planned = plan(seed);
      expect(planned.filter(({ fault, clientGo }) => fault.kind === 'kill' && clientGo)).toHaveLength(3);
      const away = planned.map(({ clientGo }) => !clientGo);
      expect(away).toEqual([...away].sort((one, other) => Number(other) - Number(one)));
    }
  });

  it('comes in another order with another seed, and in the same with the same', () => {
    const order = (seed: number) =>
      plan(seed)
        .map(({ fault }) => fault.kind)
        .join();
    expect(new Set(seeds.map(order)).size).toBeGreaterThan(20);
    expect(order(7)).toBe(order(7));
  });
});
