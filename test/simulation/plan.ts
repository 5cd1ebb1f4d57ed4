import fc from 'fast-check';
import { troubles } from './troubles/index.js';

/** Everything that is decided before a run: with the same plan it happens again, to the last packet. */
export interface Plan {
  /** Decides what the network does and what candidates draw. */
  readonly seed: number;
  readonly leases: number;
  /** One for all candidates, or some have others; see `timingsOf`. */
  readonly timings: readonly number[];
  readonly replicas: readonly Replica[];
  readonly schedule: readonly PlannedTrouble[];
  /** Which of the finales. */
  readonly finale: number;
}

export interface Replica {
  /** Milliseconds. */
  readonly startsAfter: number;
  readonly dice: number;
  readonly kin: 'none' | 'twin' | 'twin in the same process';
}

export interface PlannedTrouble {
  /** Milliseconds after the one before. */
  readonly after: number;
  readonly moment: 'now' | 'next request' | 'next write';
  readonly trouble: string;
  readonly dice: number;
}

const dice = fc.noShrink(fc.nat());

/** Short ones are more likely than long ones; a shrunk one is shorter. */
const delay = (longest: number) => fc.nat({ max: 1000 }).map(value => longest * (value / 1000) ** 3);

const replica = fc.tuple(delay(10_000), dice, fc.nat({ max: 19 })).map(([startsAfter, dice, kin]): Replica => ({
  startsAfter,
  dice,
  kin: kin === 19 ? 'twin in the same process' : kin === 18 ? 'twin' : 'none',
}));

const replicas = (maxLength: number) => fc.array(replica, { minLength: 2, maxLength, size: 'max' });

const names = troubles.flatMap(({ name, weight = 1 }) => Array<string>(weight * 2).fill(name));

const plannedTrouble = fc
  .tuple(delay(20_000), fc.nat({ max: 9 }), fc.nat({ max: names.length - 1 }), dice)
  .map(([after, moment, name, dice]): PlannedTrouble => {
    const trouble = names[name];
    return { after, moment: moment === 9 ? 'next write' : moment === 8 ? 'next request' : 'now', trouble, dice };
  });

const timings = fc.nat().map(value => (value % 2 === 0 ? 0 : value));

export const anyPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    dice,
    fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 1, 2, 3),
    fc.array(timings, { minLength: 1, maxLength: 2 }),
    fc.oneof({ weight: 3, arbitrary: replicas(3) }, { weight: 1, arbitrary: replicas(7) }),
    fc.array(plannedTrouble, { maxLength: 20, size: 'max' }),
    fc.nat({ max: 1000 }),
  )
  .map(([seed, leases, timings, replicas, schedule, finale]) => ({
    seed,
    leases,
    timings,
    replicas,
    schedule,
    finale,
  }));
