import { type InstrumentId, instruments } from './instruments.js';
import { type ObservedLease } from './observed-lease.js';

/** What is read whenever somebody collects; undefined if there is nothing to tell now. */
export interface GaugeReader {
  readonly id: InstrumentId;
  readonly read: (lease: ObservedLease) => number | undefined;
  /** Of two services of one lease in one process: what they say together. */
  readonly merge: (one: number, other: number) => number;
}

const sum = (one: number, other: number) => one + other;

export const gauges: readonly GaugeReader[] = [
  { id: 'masterStatus', read: ({ isLeader }) => (isLeader ? 1 : 0), merge: Math.max },
  { id: 'lingeringWork', read: ({ lingeringWork }) => lingeringWork, merge: sum },
  { id: 'runs', read: ({ health }) => health.runs, merge: sum },
  { id: 'sinceRenewal', read: ({ health }) => inSeconds(health.sinceRenewal), merge: Math.min },
  { id: 'untilDeadline', read: ({ health }) => inSeconds(health.untilDeadline), merge: Math.max },
];

/** Of several services of one lease, the merged value: a value for each lease of which there is something to tell. */
export function readByLease({ read, merge }: GaugeReader, leases: Iterable<ObservedLease>): Map<string, number> {
  const values = new Map<string, number>();
  for (const lease of leases) {
    const value = read(lease);
    const before = values.get(lease.leaseName);
    if (value !== undefined) values.set(lease.leaseName, before === undefined ? value : merge(before, value));
  }
  return values;
}

/** Gauges that are told whenever they change; the others are read. */
export function isTold(id: InstrumentId): boolean {
  return instruments[id].kind === 'gauge' && !gauges.some(gauge => gauge.id === id);
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
