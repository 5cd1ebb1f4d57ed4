import { type Clock } from '../clock/clock.js';
import { RequestFailure } from './request-failure.js';

/** One try at a request: what it waits for just now, and a signal that ends all of it. */
export class Attempt {
  /** For the message of a timeout. */
  waitingFor: 'credentials' | 'an answer' = 'credentials';
  readonly #controller = new AbortController();

  constructor(private readonly clock: Clock) {}

  /** Its reason is the `RequestFailure` given to `fail`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends it: a `run` under way rejects at once, whatever the work still does. */
  fail(failure: RequestFailure): void {
    this.#controller.abort(failure);
  }

  /** Runs the work for at most `timeout` milliseconds, then fails with `timeout`. The work must heed the signal. */
  run<T>(timeout: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!(timeout > 0)) return reject(new RequestFailure('timeout', 'no time was left'));
      if (this.signal.aborted) return reject(this.signal.reason as RequestFailure);
      const timer = this.clock.setTimer(
        () =>
          this.fail(
            new RequestFailure('timeout', `no complete answer within ${timeout} ms (waiting for ${this.waitingFor})`),
          ),
        timeout,
      );
      const aborted = () => {
        timer.cancel();
        reject(this.signal.reason as RequestFailure);
      };
      this.signal.addEventListener('abort', aborted, { once: true });
      work()
        .then(resolve, reject)
        .finally(() => {
          timer.cancel();
          this.signal.removeEventListener('abort', aborted);
        });
    });
  }
}
