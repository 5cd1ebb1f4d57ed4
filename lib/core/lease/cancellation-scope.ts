import { type Clock } from '../clock/clock.js';
import { roundedDuration } from '../clock/rounded-duration.js';
import { RequestFailure } from './request-failure.js';

/**
 * All that one request or watch started: cancelling the scope ends all of it. It also knows what the request is waiting
 * for. Not an AbortController: each of those takes a kilobyte on Node 20, for as long as a watch is open.
 */
export class CancellationScope {
  /** What has not come, in the message of a timeout: "no {waitingFor} within 2 s". */
  waitingFor = 'credentials';
  private reason: RequestFailure | undefined;
  private listeners: ((failure: RequestFailure) => void)[] = [];

  constructor(private readonly clock: Clock) {}

  /** Ends everything, once. A `run` in progress rejects immediately, even if its work goes on. */
  cancel(failure: RequestFailure): void {
    if (this.reason) return;
    this.reason = failure;
    for (const listener of this.listeners.splice(0)) listener(failure);
  }

  /** Calls the listener when the scope is cancelled. Does not call it if that has happened already. */
  onCancel(listener: (failure: RequestFailure) => void): void {
    this.listeners = this.listeners.concat(listener); // no longer than need be: watches keep it for minutes
  }

  offCancel(listener: (failure: RequestFailure) => void): void {
    const index = this.listeners.indexOf(listener);
    if (index !== -1) this.listeners.splice(index, 1);
  }

  throwIfCancelled(): void {
    if (this.reason) throw this.reason;
  }

  /** Settles as the promise does, or rejects as soon as the scope is cancelled. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.reason) return reject(this.reason);
      this.onCancel(reject);
      promise.then(resolve, reject).finally(() => this.offCancel(reject));
    });
  }

  /** Runs the work for at most `timeout` milliseconds, then cancels it with `timeout`. The work must stop then. */
  run<T>(timeout: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!(timeout > 0)) return reject(new RequestFailure('timeout', 'not sent: no time was left for it'));
      if (this.reason) return reject(this.reason);
      const timer = this.clock.setTimer(
        () => this.cancel(new RequestFailure('timeout', `no ${this.waitingFor} within ${roundedDuration(timeout)}`)),
        timeout,
      );
      const cancelled = (failure: RequestFailure) => {
        timer.cancel();
        reject(failure);
      };
      this.onCancel(cancelled);
      work()
        .then(resolve, reject)
        .finally(() => {
          timer.cancel();
          this.offCancel(cancelled);
        });
    });
  }
}
