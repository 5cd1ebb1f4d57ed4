import { AsyncLocalStorage } from 'node:async_hooks';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type JobTicks } from '../../core/ticks/job-ticks.js';
import { type Method } from '../methods/method.js';

/** The call of a job's method for a tick, on its way through the decorators above the gate. */
export interface TickCall {
  /** Where the instance keeps the job's ticks: which gate the tick is for. */
  readonly gate: symbol;
  readonly ticks: JobTicks;
  /** The gate was reached, at least once. */
  reached: boolean;
  /** The method itself is being run. */
  running: boolean;
}

const calls = new AsyncLocalStorage<TickCall>();
const onTheirWay = new WeakSet<JobTicks>();

/** The tick that the present call is of, if any. */
export function currentTickCall(): TickCall | undefined {
  return calls.getStore();
}

/** Whether a tick of that job has begun, and its call has not come to the gate yet. */
export function isOnItsWay(ticks: JobTicks): boolean {
  return onTheirWay.has(ticks);
}

/**
 * Calls a job's method for a tick, through whatever other decorators have put around it.
 *
 * @throws LeaderElectionError if they do not call it
 */
export async function callForTick(gate: symbol, ticks: JobTicks, method: () => unknown): Promise<void> {
  const call: TickCall = { gate, ticks, reached: false, running: false };
  onTheirWay.add(ticks);
  try {
    await calls.run(call, method);
  } finally {
    onTheirWay.delete(ticks);
  }
  if (call.reached) return;
  throw new LeaderElectionError(
    'tickNotCalled',
    `${ticks.job.call} has decorators above @OnlyLeader({ once }) that did not call it for a tick, or called it outside of ` +
      'the asynchronous context in which they were called. Put those that may decide so below @OnlyLeader().',
  );
}

/** Runs the method behind the gate. */
export function runForTick(call: TickCall, method: Method, instance: unknown, args: unknown[]): unknown {
  call.reached = true;
  call.running = true;
  onTheirWay.delete(call.ticks);
  const end = () => void (call.running = false);
  let result: unknown;
  try {
    result = method.apply(instance, args);
  } catch (error) {
    end();
    throw error;
  }
  if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
    (result as PromiseLike<unknown>).then(end, end);
  } else {
    end();
  }
  return result;
}
