import { openSync, writeSync } from 'node:fs';

/**
 * What a replica saw and did. Times are nanoseconds of CLOCK_MONOTONIC, which all processes of a machine share, as text,
 * because JSON has no bigint.
 */
export type JournalEntry =
  /** `isLeader` was true when asked between these two times. */
  | { readonly type: 'yes'; readonly before: string; readonly after: string; readonly token: string }
  /** A write is about to be sent: it makes `id` follow on `previous`. */
  | { readonly type: 'attempt'; readonly id: string; readonly previous: string; readonly token: string }
  /** It was acknowledged. */
  | { readonly type: 'accepted'; readonly id: string }
  /** It was not sent, because the resource has seen a newer token. */
  | { readonly type: 'refused'; readonly token: string; readonly newer: string }
  | { readonly type: 'acquired'; readonly at: string; readonly token: string }
  | { readonly type: 'lost'; readonly at: string; readonly token: string; readonly code: string };

/** Written synchronously, an entry at a time: what was written is there even if the process is killed right after. */
export class Journal {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  write(entry: JournalEntry): void {
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
