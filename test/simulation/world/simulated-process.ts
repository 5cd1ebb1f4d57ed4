import { type Clock } from '../../../lib/core/clock/clock.js';
import { type Home } from './kernels.js';
import { SimulatedExit } from './simulated-exit.js';
import { type Event, type VirtualTime } from './virtual-time.js';

interface SetTimer {
  /** By the process's monotonic clock. */
  readonly due: number;
  readonly callback: () => void;
  event?: Event;
}

/** A process: clocks of its own, which drift and jump; may be paused (SIGSTOP), suspended and killed (SIGKILL). */
export class SimulatedProcess {
  crashed = false;
  /** No packet goes in or out. */
  partitioned = false;
  /** Packets go out, none come in. */
  deaf = false;
  /** The pooled connection leads nowhere; a fresh one would. */
  deadConnection = false;
  /** Milliseconds by which the `Date` of all that it reads is ahead: a proxy writes its own. */
  dateError = 0;
  readonly exit = new SimulatedExit();
  readonly clock: Clock = {
    monotonic: () => this.monotonic,
    wall: () => this.wall,
    setTimer: (callback, delay) => {
      const timer = { due: this.monotonic + Math.max(0, delay), callback };
      this.timers.add(timer);
      this.arm(timer);
      return { cancel: () => this.disarm(timer) };
    },
  };

  private readonly timers = new Set<SetTimer>();
  private readonly missed: (() => void)[] = [];
  private pausedUntil = 0;
  private suspended = false;
  private setBackAt = -Infinity;
  private awokeAt = -Infinity;
  private monotonicThen = 1000;
  private wallThen: number;
  private then: number;

  /**
   * @param rate of its clocks: 1.01 is a per cent fast
   * @param wallError of its wall clock; undefined if that is right, and stays so, whatever the other one does
   * @param onResume what code that goes on after a pause does first
   */
  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private rate: number,
    private readonly wallError: number | undefined,
    readonly home: Home,
    private readonly onResume: () => void,
  ) {
    this.then = time.now;
    this.wallThen = Date.UTC(2026, 0, 1) + (wallError ?? 0) + time.now;
  }

  get isPaused(): boolean {
    return this.time.now < this.pausedUntil;
  }

  get isRunning(): boolean {
    return !this.crashed && this.time.now >= this.pausedUntil;
  }

  get setTimers(): number {
    return this.timers.size;
  }

  get monotonic(): number {
    return this.suspended ? this.monotonicThen : this.monotonicThen + (this.time.now - this.then) * this.rate;
  }

  get wall(): number {
    return this.wallThen + (this.time.now - this.then) * (this.wallError === undefined ? 1 : this.rate);
  }

  /**
   * Not back soon after the machine slept: both clocks would seem to have stood still, which no process can notice (the
   * docs do not promise it).
   */
  jumpWall(by: number, deadline: number): boolean {
    if (this.wallError === undefined || this.suspended || (by < 0 && this.monotonic - this.awokeAt < deadline))
      return false;
    this.rebase();
    this.wallThen += by;
    if (by < 0) this.setBackAt = this.monotonic;
    return true;
  }

  changeRate(rate: number): void {
    this.rebase();
    this.rate = rate;
    for (const timer of this.timers) this.arm(timer);
  }

  pause(duration: number): void {
    const until = this.time.now + duration;
    if (until <= this.pausedUntil) return;
    this.pausedUntil = until;
    this.time.after(duration, () => {
      if (this.time.now >= this.pausedUntil) this.resume();
    });
  }

  /**
   * The monotonic clock stands still, the wall clock goes on. Not soon after the wall clock was set back, for the same
   * reason.
   */
  suspend(duration: number, deadline: number): boolean {
    if (this.isPaused || this.monotonic - this.setBackAt < deadline) return false;
    this.rebase();
    this.suspended = true;
    this.pause(duration);
    return true;
  }

  /** What happens to a process that is paused happens when it goes on; to one that crashed, never. */
  deliver(fn: () => void): void {
    if (this.crashed) return;
    if (this.isPaused) this.missed.push(fn);
    else fn();
  }

  resume(): void {
    if (this.crashed) return;
    this.rebase();
    if (this.suspended) this.awokeAt = this.monotonic;
    this.suspended = false;
    this.pausedUntil = this.time.now;
    this.onResume();
    // One after the other, as events do: what a promise leads to comes in between.
    for (const fn of this.missed.splice(0)) this.time.after(0, () => this.deliver(fn));
  }

  private rebase(): void {
    const { monotonic, wall } = this;
    this.monotonicThen = monotonic;
    this.wallThen = wall;
    this.then = this.time.now;
  }

  private arm(timer: SetTimer): void {
    if (timer.event) timer.event.run = undefined;
    const delay = (timer.due - this.monotonic) / this.rate;
    timer.event = this.time.after(Math.max(0, delay) + 0.001, () => this.deliver(() => this.fire(timer)));
  }

  private fire(timer: SetTimer): void {
    if (!this.timers.has(timer)) return;
    if (this.monotonic < timer.due) return this.arm(timer);
    this.timers.delete(timer);
    timer.callback();
  }

  private disarm(timer: SetTimer): void {
    this.timers.delete(timer);
    if (timer.event) timer.event.run = undefined;
  }
}
