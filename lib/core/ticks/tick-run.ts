import { type Ledger } from './ledger.js';
import { type LedgerEntry } from './ledger-entry.js';
import { type TickElector } from './tick-elector.js';
import { isEndOfTerm } from '../elector/is-end-of-term.js';
import { type OpenRun } from '../elector/leader-work.js';

/** What came of one tick. */
export type TickOutcome<T> =
  /** Its run has ended; `gaveUp`: it threw only because its term ended. */
  | { readonly ran: true; readonly result: PromiseSettledResult<T>; readonly gaveUp: boolean }
  /** It is still to be run, by whoever leads next: this process does not lead, or could not write that it begins. */
  | { readonly ran: false };

/**
 * Runs one tick of a job: writes it down as begun, and only when that is known to be written calls the job; what is known
 * of its end goes along with a later write.
 *
 * The run is open all the while, so that a graceful end of the term waits for it, and no new term begins before its end.
 */
export async function runTick<T>(
  elector: TickElector,
  ledger: Ledger,
  job: { readonly name: string; readonly call: string },
  tick: { readonly scheduledAt: number; readonly attempt: number },
  fn: () => T | Promise<T>,
): Promise<TickOutcome<T>> {
  const { scheduledAt, attempt } = tick;
  const open = elector.enter(job.call, { scheduledAt: new Date(scheduledAt), attempt });
  if (open === undefined) return { ran: false };
  try {
    const before = ledger.entry(job.name);
    const begun: LedgerEntry = { begun: scheduledAt, attempt, finished: before?.finished, givenUp: false };
    const outcome = await unlessAborted(ledger.begin(job.name, begun), open.run.signal);
    if (outcome !== 'written' || open.run.signal.aborted) {
      // It may have been written all the same: whatever still holds the lease takes it back.
      if (outcome !== 'rejected') ledger.setLater(job.name, before);
      else elector.options.logger.error(notWritten(elector.leaseName, job.call));
      return { ran: false };
    }
    const result = await settled(open, fn);
    // What throws while its term ends has probably not done what it was to do.
    const interrupted = result.status === 'rejected' && open.run.endingSignal.aborted;
    if (!interrupted) ledger.setLater(job.name, { ...begun, finished: scheduledAt });
    const gaveUp = interrupted && isEndOfTerm(result.reason, open.term);
    return { ran: true, result, gaveUp };
  } finally {
    open.end();
  }
}

async function settled<T>(open: OpenRun, fn: () => T | Promise<T>): Promise<PromiseSettledResult<T>> {
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
