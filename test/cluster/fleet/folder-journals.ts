import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type PodEntry } from '../../apps/pod/journal.js';
import { type Journals, type ProcessJournal } from './journals.js';

interface Read extends ProcessJournal {
  position: number;
}

/** Journals in files of a folder, a file for each process; reads only what is new. */
export class FolderJournals implements Journals {
  private readonly byFile = new Map<string, Read>();

  constructor(private readonly folder: string) {}

  read(): Promise<readonly ProcessJournal[]> {
    for (const file of readdirSync(this.folder)) this.readMore(file);
    return Promise.resolve([...this.byFile.values()]);
  }

  close(): void {}

  private readMore(file: string): void {
    // <pod>.<its birth>.jsonl
    const journal = this.byFile.get(file) ?? { process: file, pod: file.split('.')[0], entries: [], position: 0 };
    this.byFile.set(file, journal);
    const text = textFrom(join(this.folder, file), journal.position);
    // A process that is killed may leave half a line at the end.
    const whole = text.subarray(0, text.lastIndexOf(10) + 1);
    journal.position += whole.length;
    for (const line of whole.toString().split('\n')) if (line) journal.entries.push(JSON.parse(line) as PodEntry);
  }
}

function textFrom(path: string, position: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(fstatSync(file).size - position);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, position));
  } finally {
    closeSync(file);
  }
}
