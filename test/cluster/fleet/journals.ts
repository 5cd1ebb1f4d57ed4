import { logPrefix, type PodEntry } from '../../apps/pod/journal.js';

/** What one process in a pod wrote down. */
export interface ProcessJournal {
  /** Unique to the process: a container that is started again is another one. */
  readonly process: string;
  readonly pod: string;
  readonly entries: PodEntry[];
}

export interface Journals {
  /** All that is there by now. */
  read(): Promise<readonly ProcessJournal[]>;
  close(): void;
}

/** A line of a container's log, where it is an entry. */
export function entryOfLog(line: string): PodEntry | undefined {
  return line.startsWith(logPrefix) ? (JSON.parse(line.slice(logPrefix.length)) as PodEntry) : undefined;
}
