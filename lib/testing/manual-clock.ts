import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { type Clock, type Timer } from '../core/clock/clock.js';

/** Where the clock begins. */
export interface ManualClockOptions {
  /**
   * The first value of `monotonic()`, in milliseconds.
   * @default 0
   */
  monotonic?: number;
  /**
   * The first value of `wall()`, in milliseconds since the epoch.
   * @default 2030-01-01T00:00:00Z
   */
  wall?: number;
}

/**
 * A clock that stands still until a test moves it.
 *
 * @example
 * ```ts
 * const clock = new ManualClock({ wall: Date.UTC(2030, 0, 1, 23, 59) });
 * const leadership = new LeadershipSwitch({ clock, leading: true });
 * const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
 * await module.init();
 * await clock.advance(60_000); // the midnight job with `once: true` runs
 * ```
 */
export class ManualClock implements Clock {
  private monotonicNow: number;
  private wallNow: number;
  private readonly timers = new Set<ManualTimer>();
  private advancing = false;

  constructor(options: ManualClockOptions = {}) {
    this.monotonicNow = options.monotonic ?? 0;
    this.wallNow = options.wall ?? Date.UTC(2030, 0, 1);
  }

  monotonic(): number {
    return this.monotonicNow;
  }

  wall(): number {
    return this.wallNow;
  }

  setTimer(callback: () => void, delay: number): Timer {
    const timer: ManualTimer = { callback, due: this.monotonicNow + (delay > 0 ? delay : 0) };
    this.timers.add(timer);
    return { cancel: () => this.timers.delete(timer) };
  }

  /** How many timers are pending: neither fired nor cancelled. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /** Milliseconds until the next timer is due; undefined if no timer is pending. */
  get untilNextTimer(): number | undefined {
    const next = this.nextTimer();
    return next && Math.max(next.due - this.monotonicNow, 0);
  }

  /**
   * Moves both clocks forward and fires the timers that become due, in order, each at its own time. Of two timers with
   * the same time, the one that was set first fires first. Timers that are set on the way fire, too.
   *
   * Waits for a turn of the event loop (`setImmediate`) before the first timer and after each one, so that all promises
   * that do not depend on I/O have settled. Does not wait for sockets or real timers: await those yourself.
   *
   * `advance(0)` fires the timers that are due already. The promise rejects with the error that a timer throws.
   *
   * @throws RangeError if `milliseconds` is negative
   */
  async advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0)) throw new RangeError(`Expected milliseconds to be 0 or more, got ${milliseconds}`);
    if (this.advancing)
      throw new Error('The clock is advancing already: await the first advance() before you call it again.');
    this.advancing = true;
    try {
      const end = this.monotonicNow + milliseconds;
      await nextMacrotask();
      for (let timer = this.nextTimer(); timer && timer.due <= end; timer = this.nextTimer()) {
        this.moveTo(timer.due);
        this.timers.delete(timer);
        timer.callback();
        await nextMacrotask();
      }
      this.moveTo(end);
    } finally {
      this.advancing = false;
    }
  }

  /** Sets the wall clock forward, or back if negative. No timer fires. */
  jumpWall(milliseconds: number): void {
    this.wallNow += milliseconds;
  }

  /** Lets the machine sleep: the wall clock moves forward, the monotonic clock and the timers stand still. */
  suspend(milliseconds: number): void {
    this.wallNow += milliseconds;
  }

  /**
   * Freezes the process, as SIGSTOP or a blocked event loop does: both clocks move forward, and no timer fires. Timers
   * that became due fire late, with the next `advance()`.
   */
  freeze(milliseconds: number): void {
    this.monotonicNow += milliseconds;
    this.wallNow += milliseconds;
  }

  private nextTimer(): ManualTimer | undefined {
    let next: ManualTimer | undefined;
    for (const timer of this.timers) {
      if (!next || timer.due < next.due) next = timer;
    }
    return next;
  }

  /** Never moves back: a timer that is late because of a freeze fires now. */
  private moveTo(monotonic: number): void {
    const step = Math.max(monotonic - this.monotonicNow, 0);
    this.monotonicNow += step;
    this.wallNow += step;
  }
}

interface ManualTimer {
  readonly callback: () => void;
  readonly due: number;
}
