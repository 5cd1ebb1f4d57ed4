import { type Clock } from '../../../lib/clock/clock.js';
import { type VirtualTime } from './virtual-time.js';

/** A process: clocks of its own, which drift and jump; may be paused (SIGSTOP) and crash (SIGKILL). */
export class SimulatedProcess {
  crashed = false;
  partitioned = false;
  /** Timers that are set. */
  timers = 0;
  private pausedUntil = 0;
  private readonly missed: (() => void)[] = [];
  private wallOffset: number;
  private readonly born: number;

  /** @param rate of its clocks: 1.01 is a per cent fast */
  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly rate: number,
    wallError: number,
  ) {
    this.born = time.now;
    this.wallOffset = Date.UTC(2026, 0, 1) + wallError;
  }

  get isPaused(): boolean {
    return this.time.now < this.pausedUntil;
  }

  readonly clock: Clock = {
    monotonic: () => (this.time.now - this.born) * this.rate + 1000,
    wall: () => this.wallOffset + this.time.now * this.rate,
    setTimer: (callback, delay) => {
      let cancelled = false;
      this.timers++;
      const cancel = this.time.after(Math.max(0, delay) / this.rate + 0.001, () =>
        this.deliver(() => {
          if (cancelled) return;
          cancelled = true;
          this.timers--;
          callback();
        }),
      );
      return {
        cancel: () => {
          if (!cancelled) this.timers--;
          cancelled = true;
          cancel();
        },
      };
    },
  };

  jumpWall(by: number): void {
    this.wallOffset += by;
  }

  pause(duration: number): void {
    const until = this.time.now + duration;
    if (until <= this.pausedUntil) return;
    this.pausedUntil = until;
    this.time.after(duration, () => {
      if (!this.isPaused) this.resume();
    });
  }

  /** What happens to a process that is paused happens when it goes on; to one that crashed, never. */
  deliver(fn: () => void): void {
    if (this.crashed) return;
    if (this.isPaused) this.missed.push(fn);
    else fn();
  }

  resume(): void {
    this.pausedUntil = this.time.now;
    for (const fn of this.missed.splice(0)) this.deliver(fn);
  }
}
