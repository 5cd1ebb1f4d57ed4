import { type Fault } from './fault.js';
import { type Random } from './random.js';

/** One fault, and whether client-go's candidate runs meanwhile. */
export interface Planned {
  readonly fault: Fault;
  readonly clientGo: boolean;
}

/** Every fault as often as its `times` says: first those without client-go, then those with it. */
export function planRound(catalogue: readonly Fault[], random: Random): Planned[] {
  const copies = random.shuffle(catalogue.flatMap(fault => Array<Fault>(fault.times ?? 1).fill(fault)));
  let joins = random.next() < 0.5; // of those that may come either way, every other one
  const planned = copies.map(fault => ({
    fault,
    clientGo: fault.clientGo === undefined ? (joins = !joins) : fault.clientGo === 'needed',
  }));
  return [...planned.filter(({ clientGo }) => !clientGo), ...planned.filter(({ clientGo }) => clientGo)];
}
