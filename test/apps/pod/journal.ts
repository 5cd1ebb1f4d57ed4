import { mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * What a process in a pod saw and did. Times are nanoseconds of CLOCK_MONOTONIC, which all processes of a machine share,
 * whatever their container, as text, because JSON has no bigint.
 */
export type PodEntry =
  /** The first of each process. */
  | ({ readonly type: 'started'; readonly at: string } & Surroundings)
  /** It listens. */
  | { readonly type: 'up'; readonly at: string }
  /** `isLeader` was true when asked between these two times. */
  | { readonly type: 'yes'; readonly before: string; readonly after: string; readonly token: string }
  /** A job that the gate let through in this term went on, its `signal` not aborted when asked between these two times. */
  | { readonly type: 'works'; readonly before: string; readonly after: string; readonly token: string }
  | { readonly type: 'acquired'; readonly at: string; readonly token: string }
  | { readonly type: 'lost'; readonly at: string; readonly token: string; readonly code: string }
  | { readonly type: 'job'; readonly at: string; readonly run: number; readonly what: 'begun' | 'done' | 'aborted' }
  /** Of the job with `once`; `tick` in milliseconds. */
  | TickEntry
  /** Nest's shutdown has come to `beforeApplicationShutdown`: the election has ended. */
  | { readonly type: 'ending'; readonly at: string; readonly signal: string | undefined };

export interface TickEntry {
  readonly type: 'tick';
  readonly what: 'begun' | 'done' | 'interrupted';
  readonly job: string;
  readonly tick: number;
  readonly attempt: number;
}

/** Where a process finds itself. */
export interface Surroundings {
  readonly pid: number;
  readonly uid: number;
  /** Of the effective capabilities, in hexadecimal. */
  readonly capabilities: string;
  readonly rootIsReadOnly: boolean;
  /** The pod that the mounted token is bound to, as the token says itself. */
  readonly tokenOf: string | undefined;
}

/** Stands before each entry in the container's log. */
export const logPrefix = '@journal ';

/** Written synchronously, an entry at a time: what was written is there even if the process is killed right after. */
export class Journal {
  private readonly file: number | undefined;

  /** @param folder none: into the container's log, which is all that can be read from another machine */
  constructor(folder: string | undefined, pod = hostname()) {
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    this.file = openSync(join(folder, `${pod}.${now()}.jsonl`), 'a');
  }

  write(entry: PodEntry): void {
    const line = `${JSON.stringify(entry)}\n`;
    if (this.file === undefined) writeSync(1, `${logPrefix}${line}`);
    else writeSync(this.file, line);
  }
}

export function now(): string {
  return String(process.hrtime.bigint());
}
