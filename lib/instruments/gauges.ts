import { type InstrumentId } from './instruments.js';
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

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
