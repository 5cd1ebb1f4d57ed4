import { type Attempt } from './attempt.js';
import { type RequestFailure } from './request-failure.js';

/** Lets so many through at a time, in the order they came. */
export class Turnstile {
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  constructor(private readonly width: number) {}

  /** Runs the work when it is its turn; an attempt that fails gives its place in the line up, and rejects with the failure. */
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

  /** Whoever is next takes over the place. */
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
