import { type TickEntry } from '../../apps/pod/journal.js';
import { type JournalLine } from '../../apps/ticks/settings.js';
import { type ProcessJournal } from '../fleet/journals.js';

/** The lines of all processes about jobs with `once`, as `judgeTicks` takes them. */
export function ticksIn(journals: readonly ProcessJournal[]): JournalLine[] {
  return journals.flatMap(({ process, entries }) =>
    entries
      .filter((entry): entry is TickEntry => entry.type === 'tick')
      .map(({ what, job, tick, attempt }) => ({ what, job, tick, attempt, by: process })),
  );
}
