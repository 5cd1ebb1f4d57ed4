import { describeError } from './describe-error.js';
import { failuresOf, type LedgerEntry, overUpTo, shortMessage } from './ledger-entry.js';
import { type RunRequest } from './job-requests.js';
import { asRunOf } from './running-job.js';
import { type TickContext } from './tick-context.js';
import { isEndOfTerm } from '../elector/is-end-of-term.js';
import { type OpenRun } from '../elector/leader-work.js';
import { type AnnotationChanges } from '../record/annotations.js';

/** What came of one tick. */
export type TickResult<T> =
  /** It is still to be run, by whoever leads next: this process does not lead, or could not write that it begins. */
  | { readonly type: 'notBegun' }
  /** Written down as begun, and nobody wants it any more by then. */
  | { readonly type: 'unwanted' }
  /** Written down as begun, and too late by then. */
  | { readonly type: 'late' }
  | { readonly type: 'done'; readonly value: T }
  /** `retries`: it is to be run again. */
  | { readonly type: 'failed'; readonly error: unknown; readonly retries: boolean }
  /** It threw while its term ended, and so has probably not done what it was to do; `gaveUp`: for that alone. */
  | { readonly type: 'interrupted'; readonly error: unknown; readonly gaveUp: boolean };

export interface TickToRun {
  readonly name: string;
  readonly call: string;
  readonly scheduledAt: number;
  readonly attempt: number;
  /** It may begin up to then. */
  readonly latest: number;
  readonly retryFailed: number;
  /** Asked once its begin is written: it may have been paused before that. */
  readonly isWanted?: () => boolean;
  /** Somebody asked for it, which is taken out of the lease with its begin. */
  readonly request?: RunRequest;
}

/** Milliseconds: if another write is due so soon, the end of a tick goes with that. */
const soon = 1000;

/**
 * Runs one tick of a job: writes it down as begun, and only when that is known to be written calls the job; then writes
 * down its end.
 *
 * The run is open all the while, so that a graceful end of the term waits for it, and no new term begins before its end.
 */
export async function runTick<T>(
  context: TickContext,
  tick: TickToRun,
  fn: () => T | Promise<T>,
): Promise<TickResult<T>> {
  const { elector, ledger, clock, reports, turns } = context;
  const { name, call, attempt, latest } = tick;
  const scheduledAt = new Date(tick.scheduledAt);
  const open = elector.enter(call, { scheduledAt, attempt });
  if (open === undefined) return { type: 'notBegun' };
  try {
    const before = ledger.entry(name);
    const begun = begunEntry(before, tick, clock.now());
    const written = await unlessAborted(ledger.set(name, begun, requestAs(tick, undefined)), open.run.signal);
    if (turns.left() !== undefined) await unlessAborted(turns.free(), open.run.signal);
    if (written !== 'written' || open.run.signal.aborted) {
      // It may have been written all the same: whatever still holds the lease takes it back.
      if (written !== 'rejected') takeBack(context, tick, before, 'its schedule has changed');
      else elector.options.logger.error(notWritten(elector.leaseName, call));
      return { type: 'notBegun' };
    }
    if (tick.isWanted?.() === false) {
      takeBack(context, tick, before, undefined);
      return { type: 'unwanted' };
    }
    if (clock.now() > latest) {
      ledger.setLater(name, { ...begun, givenUp: 'late' });
      reports.late(tick, tick.scheduledAt, attempt);
      return { type: 'late' };
    }
    const startedAt = new Date(clock.now());
    const watch = reports.watch(tick, scheduledAt, attempt, startedAt);
    const result = await settled(open, () => asRunOf(ledger, name, fn)).finally(() => watch.cancel());
    if (result.status === 'rejected' && open.run.endingSignal.aborted) {
      return { type: 'interrupted', error: result.reason, gaveUp: isEndOfTerm(result.reason, open.term) };
    }
    const now = clock.now();
    const ended = endedEntry(ledger.entry(name) ?? begun, tick, now, result);
    if (open.run.endingSignal.aborted || context.nextBegin() - now <= soon) ledger.setLater(name, ended);
    else void ledger.set(name, ended);
    const retries = ended.finished !== tick.scheduledAt;
    if (!retries) {
      const outcome = result.status === 'fulfilled' ? 'done' : 'failed';
      const error = result.status === 'rejected' ? { error: result.reason as unknown } : {};
      reports.ended({ job: name, outcome, scheduledAt, attempt, startedAt, finishedAt: new Date(now), ...error });
    }
    return result.status === 'fulfilled'
      ? { type: 'done', value: result.value }
      : { type: 'failed', error: result.reason, retries };
  } finally {
    open.end();
  }
}

/**
 * As if it had not been begun. What became known meanwhile stays: if the tick does not count any more by that, nobody will
 * begin it.
 *
 * @param reason why nobody will; undefined if nobody wants it
 */
function takeBack(
  { ledger, reports }: TickContext,
  tick: TickToRun,
  before: LedgerEntry | undefined,
  reason: string | undefined,
): void {
  const { name, scheduledAt, attempt, request } = tick;
  const { since = -Infinity, schedule } = ledger.entry(name) ?? {};
  const isOver = attempt === 1 && request === undefined && (reason === undefined || since >= scheduledAt);
  if (isOver) reports.notBegun(tick, scheduledAt, reason);
  const over = Math.max(since, isOver ? scheduledAt : -Infinity);
  const entry = before && { ...before, schedule, ...(over > overUpTo(before) ? { since: over } : {}) };
  ledger.setLater(name, entry, reason === undefined ? {} : requestAs(tick, request?.text));
}

function requestAs({ request }: TickToRun, text: string | undefined): AnnotationChanges {
  return request === undefined ? {} : { [request.key]: text };
}

function begunEntry(before: LedgerEntry | undefined, tick: TickToRun, now: number): LedgerEntry {
  const { scheduledAt, attempt, request } = tick;
  const requested = request?.at ?? before?.requested;
  return { ...before, givenUp: undefined, begun: scheduledAt, attempt, startedAt: now, requested };
}

function endedEntry(
  begun: LedgerEntry,
  { scheduledAt, attempt, retryFailed }: TickToRun,
  now: number,
  result: PromiseSettledResult<unknown>,
): LedgerEntry {
  const finished = { finished: scheduledAt, finishedAt: now };
  if (result.status === 'fulfilled') return { ...begun, ...finished };
  const times = failuresOf(begun) + 1;
  const message = shortMessage(describeError(result.reason).text);
  const failure = { scheduledAt, at: now, attempt, times, message };
  return { ...begun, failure, ...(times <= retryFailed ? {} : finished) };
}

async function settled<T>(open: OpenRun, fn: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: 'fulfilled', value: await open.within(fn) };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  let onAbort = () => {};
  const aborted = new Promise<'aborted'>(resolve => {
    onAbort = () => resolve('aborted');
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function notWritten(leaseName: string, call: string): string {
  return (
    `${call} was not run: the API server does not take the annotations of the lease "${leaseName}" that say so. They may ` +
    'be larger than 256 KiB together, or something on the way to it refuses them.'
  );
}
