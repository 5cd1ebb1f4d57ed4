import { type Clock } from '../../../lib/core/clock/clock.js';
import { type EventQueue } from './event-queue.js';

/** A process: clocks of its own, which drift and are set; paused (SIGSTOP) and killed (SIGKILL). */
export class TickProcess {
  killed = false;
  cutOff = false;
  private pausedUntil = 0;
  private readonly missed: (() => void)[] = [];

  /** @param wallError milliseconds by which its wall clock is ahead of true time */
  constructor(
    readonly name: string,
    private readonly time: EventQueue,
    private readonly rate: number,
    private readonly epoch: number,
    private wallError: number,
  ) {}

  readonly clock: Clock = {
    monotonic: () => this.time.now * this.rate,
    wall: () => this.epoch + this.time.now * this.rate + this.wallError,
    setTimer: (callback, delay) => {
      const event = this.time.after(Math.max(0, delay) / this.rate + 0.001, () => this.deliver(callback));
      return { cancel: () => (event.run = undefined) };
    },
  };

  get isPaused(): boolean {
    return this.time.now < this.pausedUntil;
  }

  /** @param error milliseconds by which it is ahead of true time from now on, but for the drift */
  setClock(error: number): void {
    this.wallError = error + this.time.now * (1 - this.rate);
  }

  pause(duration: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.time.now + duration);
    this.time.after(duration, () => this.wake());
  }

  resume(): void {
    this.pausedUntil = this.time.now;
    this.wake();
  }

  /** What happens to a paused process happens when it goes on; to a killed one, never. */
  deliver(fn: () => void): void {
    if (this.killed) return;
    if (this.isPaused) this.missed.push(fn);
    else fn();
  }

  private wake(): void {
    if (this.isPaused) return;
    for (const fn of this.missed.splice(0)) this.time.after(0, () => this.deliver(fn));
  }
}
