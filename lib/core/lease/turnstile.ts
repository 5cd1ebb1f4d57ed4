import { type Attempt } from './attempt.js';
import { type RequestFailure } from './request-failure.js';

/** Lets a limited number of tasks run at the same time, in the order in which they came. */
export class Turnstile {
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  constructor(private readonly width: number) {}

  /** Runs the work when its turn comes. An attempt that fails leaves the queue, and rejects with its failure. */
  async pass<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    if (this.#inside < this.width) this.#inside++;
    else await this.#turn(attempt);
    try {
      attempt.throwIfFailed();
      return await work();
    } finally {
      this.#leave();
    }
  }

  /** Hands the place to the next in line. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  #turn(attempt: Attempt): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = (failure: RequestFailure) => {
        this.#waiting.delete(enter);
        reject(failure);
      };
      const enter = () => {
        attempt.offFailure(failed);
        resolve();
      };
      this.#waiting.add(enter);
      attempt.onFailure(failed);
    });
  }
}
