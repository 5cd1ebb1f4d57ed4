import { type Clock } from '../clock/clock.js';
import { roundedDuration } from '../clock/rounded-duration.js';
import { RequestFailure } from './request-failure.js';

/**
 * One try at a request: what it is waiting for, and a way to cancel all of it. Not an AbortController: each of those takes
 * a kilobyte on Node 20, for as long as a watch is open.
 */
export class Attempt {
  /** Named in the message of a timeout. */
  waitingFor: 'credentials' | 'an answer' = 'credentials';
  #failure: RequestFailure | undefined;
  readonly #listeners = new Set<(failure: RequestFailure) => void>();

  constructor(private readonly clock: Clock) {}

  /** Ends the try, once. A `run` in progress rejects immediately, even if its work goes on. */
  fail(failure: RequestFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    for (const listener of this.#listeners) listener(failure);
    this.#listeners.clear();
  }

  /** Calls the listener when the try fails. Does not call it if the try has failed already. */
  onFailure(listener: (failure: RequestFailure) => void): void {
    this.#listeners.add(listener);
  }

  offFailure(listener: (failure: RequestFailure) => void): void {
    this.#listeners.delete(listener);
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Runs the work for at most `timeout` milliseconds, then fails with `timeout`. The work must stop when the try fails. */
  run<T>(timeout: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!(timeout > 0)) return reject(new RequestFailure('timeout', 'not sent: no time was left for it'));
      if (this.#failure) return reject(this.#failure);
      const timer = this.clock.setTimer(
        () =>
          this.fail(
            new RequestFailure(
              'timeout',
              `no complete answer within ${roundedDuration(timeout)} (waiting for ${this.waitingFor})`,
            ),
          ),
        timeout,
      );
      const failed = (failure: RequestFailure) => {
        timer.cancel();
        reject(failure);
      };
      this.onFailure(failed);
      work()
        .then(resolve, reject)
        .finally(() => {
          timer.cancel();
          this.offFailure(failed);
        });
    });
  }
}
