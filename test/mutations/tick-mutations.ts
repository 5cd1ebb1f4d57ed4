import { type Edit } from './mutations.js';

/** A change of the source that breaks one promise of jobs with `once`. */
export interface TickMutation {
  /** What no longer holds. */
  readonly clause: string;
  /** `retryInterrupted` of the jobs that show it. */
  readonly retries: number;
  /** Below lib/. */
  readonly file: string;
  readonly edits: readonly Edit[];
}

const mutation = (clause: string, file: string, find: string, replace: string, retries = 0): TickMutation => ({
  clause,
  retries,
  file: `core/ticks/${file}.ts`,
  edits: [[find, replace]],
});

export const tickMutations: readonly TickMutation[] = [
  mutation(
    'what is missed is told',
    'job-ticks',
    "void this.context.reports.passed(this.job, { outcome: 'missed'",
    "void ({ outcome: 'missed'",
  ),
  mutation('what is superseded is told', 'job-ticks', 'this.supersede(schedule, due.after, due.scheduledAt);', ''),
  mutation(
    'the ticks of a pause are told',
    'job-ticks',
    'if (paused) void reports.passed(this.job, {',
    'if (paused) void ({',
  ),
  mutation(
    'only what is too late is missed',
    'job-ticks',
    'this.skipTo(due.until, entry);',
    'this.skipTo(this.context.clock.now(), entry);',
  ),
  mutation('what has ended is told', 'tick-run', 'if (!retries) {', "if (!retries && result.status === 'rejected') {"),
  mutation('what is too late once it is written is not run', 'tick-run', 'if (clock.now() > latest) {', 'if (false) {'),
  mutation('that it was too late is told', 'tick-run', 'reports.late(tick, tick.scheduledAt, attempt);', ''),
  mutation(
    'a tick is written before it is run',
    'tick-run',
    "if (written !== 'written' || open.run.signal.aborted) {",
    'if (false) {',
  ),
  mutation(
    'what was interrupted is told, also if its job is paused',
    'job-ticks',
    'if (unfinished?.retry === false) {',
    'if (unfinished?.retry === false && schedule !== undefined && !this.passesOver(schedule, entry!)) {',
  ),
  mutation(
    'what was interrupted is not run again by itself',
    'due',
    'entry.attempt - failures <= options.retryInterrupted',
    'entry.attempt - failures <= options.retryInterrupted + 1',
  ),
  mutation(
    'what was interrupted is run again',
    'due',
    'entry.attempt - failures <= options.retryInterrupted',
    'false',
    50,
  ),
  mutation(
    'what has failed is run again as often as it says',
    'tick-run',
    'times <= retryFailed ? {} : finished',
    'times < retryFailed ? {} : finished',
  ),
  mutation(
    'a pause that is written before a begin holds',
    'job-ticks',
    'request !== undefined || !isPaused(annotations.all, name)',
    'true',
  ),
  // Either of the two keeps it from running.
  {
    clause: 'a job that is paused does not run',
    retries: 0,
    file: 'core/ticks/job-ticks.ts',
    edits: [
      ['const paused = isPaused(elector.annotations.all, this.job.name);', 'const paused = false;'],
      ['request !== undefined || !isPaused(annotations.all, name)', 'true'],
    ],
  },
  mutation(
    'a request is taken out with the begin of its run',
    'tick-run',
    'ledger.set(name, begun, requestAs(tick, undefined))',
    'ledger.set(name, begun)',
  ),
  mutation(
    'a requested run passes over no tick that is put off',
    'job-ticks',
    'clock.now(), next - 1)',
    'clock.now())',
  ),
  mutation(
    'what is begun by then is settled before a requested run',
    'job-ticks',
    'this.runRequested(unfinished)',
    'this.runRequested(undefined)',
    50,
  ),
  mutation(
    'only ticks after the change of a schedule count',
    'job-schedule',
    'const isOther = entry.schedule !== undefined && entry.schedule !== id;',
    'const isOther = false;',
  ),
  mutation(
    'a begin that is taken back, and counts no more, is told',
    'tick-run',
    'if (isOver) reports.notBegun(tick, scheduledAt, reason);',
    '',
  ),
  mutation(
    "a clock's error that is known counts",
    'tick-clock',
    'clock.wall() - Math.max(clockError, -mostBehind)',
    'clock.wall()',
  ),
  mutation('also if the clock is behind', 'tick-clock', 'Math.max(clockError, -mostBehind)', 'Math.max(clockError, 0)'),
  mutation('begins are put off by parts of `jitter`', 'jitter', '(hash >>> 0) % longest', '0'),
];
