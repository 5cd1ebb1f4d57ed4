import { readFileSync } from 'node:fs';
import { type JournalEntry } from '../../apps/chaos/journal.js';
import { type Yes } from './spells.js';
import { type Attempt } from './writes.js';

/** All that the replicas wrote down. */
export interface Journals {
  readonly answers: Yes[];
  readonly attempts: Map<string, Attempt>;
  readonly acknowledged: string[];
  readonly refused: number;
}

export function readJournals(files: readonly { readonly process: string; readonly path: string }[]): Journals {
  const answers: Yes[] = [];
  const attempts = new Map<string, Attempt>();
  const acknowledged: string[] = [];
  let refused = 0;
  for (const { process, path } of files) {
    for (const entry of entriesOf(readFileSync(path, 'utf8'))) {
      if (entry.type === 'yes') {
        const { token: term, before, after } = entry;
        answers.push({ process, term, before: BigInt(before), after: BigInt(after) });
      } else if (entry.type === 'attempt') {
        const { id, previous, token } = entry;
        attempts.set(id, { id, previous, token: BigInt(token), process });
      } else if (entry.type === 'accepted') acknowledged.push(entry.id);
      else if (entry.type === 'refused') refused++;
    }
  }
  return { answers, attempts, acknowledged, refused };
}

/** A process that is killed may leave half a line at the end. */
function entriesOf(text: string): JournalEntry[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as JournalEntry);
}
