/** Where an elector gets the time and its timers from. Tests use `ManualClock` from `nestjs-kubernetes-leader/testing`. */
export interface Clock {
  /** Milliseconds that never jump. On most systems they stand still while the machine is suspended. */
  monotonic(): number;
  /** Milliseconds since the epoch. They go on while the machine is suspended, and may jump. */
  wall(): number;
  /** Calls back once, after at least `delay` milliseconds. */
  setTimer(callback: () => void, delay: number): Timer;
}

/** A timer that a clock has set. */
export interface Timer {
  /** Keeps the callback from being called. */
  cancel(): void;
  /** From then on it does not keep the process alive. */
  unref?(): void;
}

/** Milliseconds. setTimeout fires immediately for longer delays. */
const longest = 2 ** 31 - 1;

/** The clock and timers of this process. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  setTimer(callback, delay) {
    return new SystemTimer(setTimeout(callback, Math.min(Math.max(Math.ceil(delay), 0), longest)));
  },
};

class SystemTimer implements Timer {
  constructor(private readonly timeout: NodeJS.Timeout) {}

  cancel(): void {
    clearTimeout(this.timeout);
  }

  unref(): void {
    this.timeout.unref();
  }
}
