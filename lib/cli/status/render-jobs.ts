import { type JobOutcome, type JobView } from './job-view.js';
import { type Cell, coloured, table } from '../print/table.js';
import { type Colour, type Paint } from '../print/terminal.js';

const outcomeColours: Readonly<Record<JobOutcome, Colour>> = {
  done: 'green',
  running: 'bold',
  failed: 'red',
  interrupted: 'red',
  late: 'yellow',
  'none yet': 'dim',
  unknown: 'yellow',
};

export const jobColumns = ['JOB', 'LAST TICK', 'OUTCOME', 'NEXT TICK'] as const;

export function jobCells({ name, lastTick, outcome, attempt, paused, nextTick }: JobView, paint: Paint): Cell[] {
  const ended = attempt > 1 ? `${outcome} (attempt ${attempt})` : outcome;
  const next = paused === undefined ? time(nextTick) : coloured(paint, 'yellow', `paused: ${paused}`);
  return [name, time(lastTick), coloured(paint, outcomeColours[outcome], ended), next];
}

/** A table for people, with the last failures below. */
export function renderJobs(jobs: readonly JobView[], paint: Paint): string {
  const rows = jobs.map(job => jobCells(job, paint));
  const failures = jobs.flatMap(({ name, lastFailure: failure }) =>
    failure === undefined ? [] : `${name} failed at ${time(failure.at)}: ${failure.message}`,
  );
  return [table(jobColumns, rows), failures.join('\n')].filter(Boolean).join('\n\n');
}

/** In UTC, to the second. */
function time(iso: string | undefined): string {
  return iso === undefined ? '-' : iso.replace(/\.\d+Z$/, 'Z');
}
