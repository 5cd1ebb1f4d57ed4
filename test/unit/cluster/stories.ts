import { type PodEntry } from '../../apps/pod/journal.js';
import { type LeaseState } from '../../cluster/fleet/lease-history.js';
import { type ProcessJournal } from '../../cluster/fleet/journals.js';

/** Milliseconds, as a journal tells them. */
export const at = (milliseconds: number) => String(BigInt(milliseconds) * 1_000_000n);

export const yes = (milliseconds: number, token: string): PodEntry => ({
  type: 'yes',
  before: at(milliseconds),
  after: at(milliseconds),
  token,
});

export const works = (milliseconds: number, token: string): PodEntry =>
  ({ ...yes(milliseconds, token), type: 'works' }) as PodEntry;

export const job = (milliseconds: number, run: number, what: 'begun' | 'done' | 'aborted'): PodEntry => ({
  type: 'job',
  at: at(milliseconds),
  run,
  what,
});

export const journal = (pod: string, ...entries: PodEntry[]): ProcessJournal => ({ process: `${pod}.1`, pod, entries });

export const state = (milliseconds: number, version: number, holder: string): LeaseState => ({
  at: BigInt(at(milliseconds)),
  version: BigInt(version),
  holder,
  acquireTime: holder && `taken as ${holder}`,
  seconds: 20,
  isDeleted: false,
});
