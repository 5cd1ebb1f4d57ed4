import { type CancellationScope } from './cancellation-scope.js';
import { type RequestFailure } from './request-failure.js';

/** Lets a limited number of tasks run at the same time, in the order in which they came. */
export class Turnstile {
  private inside = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly width: number) {}

  /** Runs the work when its turn comes. Whoever is cancelled leaves the queue, and rejects with the reason. */
  async pass<T>(scope: CancellationScope, work: () => Promise<T>): Promise<T> {
    if (this.inside < this.width) this.inside++;
    else await this.turn(scope);
    try {
      scope.throwIfCancelled();
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Hands the place to the next in line. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.inside--;
      return;
    }
    this.waiting.delete(next);
    next();
  }

  private turn(scope: CancellationScope): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelled = (failure: RequestFailure) => {
        this.waiting.delete(enter);
        reject(failure);
      };
      const enter = () => {
        scope.offCancel(cancelled);
        resolve();
      };
      this.waiting.add(enter);
      scope.onCancel(cancelled);
    });
  }
}
