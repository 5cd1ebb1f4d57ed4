import { type Spell } from './spells.js';

/** What was done to the candidates or to the API server, and from when to when. */
export interface InflictedFault {
  readonly kind: string;
  /** client-go's candidate led when it began. */
  readonly clientGoLed: boolean;
  readonly begun: bigint;
  readonly ended: bigint;
}

/** From the last yes of a leader to the first yes of the next, at most. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
}

export function gapsOf(spells: readonly Spell[]): Gap[] {
  const gaps: Gap[] = [];
  let end: bigint | undefined;
  for (const { first, last } of spells) {
    if (end !== undefined && first.before > end) gaps.push({ from: end, to: first.after });
    if (end === undefined || last.before > end) end = last.before;
  }
  return gaps;
}

export interface FaultEffect {
  readonly fault: InflictedFault;
  /** How long nobody led because of it, all its gaps together; nanoseconds. */
  readonly leaderless: bigint;
  /** How long nobody led after it was over. */
  readonly afterwards: bigint;
}

/** A gap goes to the last fault that began before it ended: the run waits for a leader before each fault. */
export function effectsOf(faults: readonly InflictedFault[], gaps: readonly Gap[]): FaultEffect[] {
  return faults.map((fault, index) => {
    const next = faults[index + 1]?.begun;
    const own = gaps.filter(({ to }) => to > fault.begun && (next === undefined || to <= next));
    const sum = (lengths: bigint[]) => lengths.reduce((total, length) => total + length, 0n);
    return {
      fault,
      leaderless: sum(own.map(({ from, to }) => to - from)),
      afterwards: sum(
        own.map(({ from, to }) => (to > fault.ended ? to - (from > fault.ended ? from : fault.ended) : 0n)),
      ),
    };
  });
}
