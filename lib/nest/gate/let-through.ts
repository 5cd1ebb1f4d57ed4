import { isObservable, type Observable } from 'rxjs';
import { type GateRun } from './gate-run.js';

/** What becomes of a stream that a gated method returned. */
type GateStream = (stream: Observable<unknown>) => unknown;

/** Calls the method within the run, which ends when its promise settles. */
export function letThrough(run: GateRun, method: () => unknown, gateStream: GateStream): unknown {
  let result: unknown;
  try {
    result = run.within(method);
  } catch (error) {
    run.end();
    throw error;
  }
  if (isThenable(result)) return settled(run, result, gateStream);
  run.end();
  return isObservable(result) ? gateStream(result) : result;
}

/** The same outcome; the run ends with it. A rejection is passed on once, and so is reported if nobody handles it. */
function settled(run: GateRun, result: PromiseLike<unknown>, gateStream: GateStream): PromiseLike<unknown> {
  return result.then(
    value => {
      run.end();
      return isObservable(value) ? gateStream(value) : value;
    },
    (error: unknown) => {
      run.end();
      throw error;
    },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
