import { type Clock } from '../clock/clock.js';
import { RequestFailure } from './request-failure.js';

/**
 * One try at a request: what it waits for just now, and the means to end all of it. Not an AbortController, of which each
 * takes a kilobyte in Node 20, for as long as a watch stands.
 */
export class Attempt {
  /** For the message of a timeout. */
  waitingFor: 'credentials' | 'an answer' = 'credentials';
  #failure: RequestFailure | undefined;
  readonly #listeners = new Set<(failure: RequestFailure) => void>();

  constructor(private readonly clock: Clock) {}

  /** Ends it, once: a `run` under way rejects at once, whatever the work still does. */
  fail(failure: RequestFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    for (const listener of this.#listeners) listener(failure);
    this.#listeners.clear();
  }

  /** Called when it fails, not where it has failed already. */
  onFailure(listener: (failure: RequestFailure) => void): void {
    this.#listeners.add(listener);
  }

  offFailure(listener: (failure: RequestFailure) => void): void {
    this.#listeners.delete(listener);
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Runs the work for at most `timeout` milliseconds, then fails with `timeout`. The work must heed the failure. */
  run<T>(timeout: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!(timeout > 0)) return reject(new RequestFailure('timeout', 'no time was left'));
      if (this.#failure) return reject(this.#failure);
      const timer = this.clock.setTimer(
        () =>
          this.fail(
            new RequestFailure('timeout', `no complete answer within ${timeout} ms (waiting for ${this.waitingFor})`),
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
