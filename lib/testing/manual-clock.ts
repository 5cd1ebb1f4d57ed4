import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { type Clock, type Timer } from '../core/clock/clock.js';

export interface ManualClockOptions {
  /**
   * What `monotonic()` says at first, in milliseconds.
   * @default 0
   */
  monotonic?: number;
  /**
   * What `wall()` says at first, in milliseconds since the epoch.
   * @default 2030-01-01T00:00:00Z
   */
  wall?: number;
}

/**
 * A clock that stands still until a test moves it.
 *
 * ```ts
 * const clock = new ManualClock();
 * const elector = new Elector({ clock, ... });
 * await clock.advance(10_000);
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

  /** How many timers are set and have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /** Milliseconds until the next timer is due; undefined where none is set. */
  get untilNextTimer(): number | undefined {
    const next = this.nextTimer();
    return next && Math.max(next.due - this.monotonicNow, 0);
  }

  /**
   * Moves both clocks on and fires the timers that become due, in the order of their times (of two at the same time
   * the one set first), each at its own time; also those that are set on the way.
   *
   * Before the first timer and after each one it waits for a turn of the event loop (`setImmediate`), so that all
   * promises that can settle without I/O have settled, with everything that awaits them. It does not wait for sockets
   * or real timers: await an answer from the network yourself.
   *
   * `advance(0)` fires what is due. What a timer throws rejects the promise.
   */
  async advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0)) throw new RangeError(`Expected milliseconds to be 0 or more, got ${milliseconds}`);
    if (this.advancing) throw new Error('The clock is being advanced already: await that first.');
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

  /** Somebody sets the wall clock, forwards or (negative) back. No timer notices. */
  jumpWall(milliseconds: number): void {
    this.wallNow += milliseconds;
  }

  /** The machine sleeps: the wall clock moves on, the monotonic clock and the timers stand still. */
  suspend(milliseconds: number): void {
    this.wallNow += milliseconds;
  }

  /**
   * The process is stopped, or its event loop blocked: both clocks move on, and no timer fires. What has become due
   * meanwhile fires, late, with the next `advance()`.
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

  /** Never back: a timer that a freeze has made late fires now. */
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
