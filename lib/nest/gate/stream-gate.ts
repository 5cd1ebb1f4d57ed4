import { Observable } from 'rxjs';
import { type GateRun } from './gate-run.js';

/** What a stream that a gated call returned asks, each time that somebody subscribes to it. */
export interface StreamGate {
  /** Undefined if this process does not lead (any more). */
  enter(): GateRun | undefined;
  /** How a stream ends that is not let through, or no longer: with that error, or with nothing more. */
  refusal(): Error | undefined;
}

/**
 * A stream does its work while somebody is subscribed to it, long after the call that returned it. So each subscription is
 * a run: the end of a term waits for it, and when the term's `signal` aborts, it is over.
 */
export function withinTerm(source: Observable<unknown>, gate: StreamGate): Observable<unknown> {
  return new Observable(subscriber => {
    const cutOff = () => {
      const error = gate.refusal();
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    };
    const run = gate.enter();
    if (run === undefined) return cutOff();
    const signal = run.run?.signal;
    signal?.addEventListener('abort', cutOff, { once: true });
    subscriber.add(() => {
      signal?.removeEventListener('abort', cutOff);
      run.end();
    });
    subscriber.add(run.within(() => source.subscribe(subscriber)));
  });
}
