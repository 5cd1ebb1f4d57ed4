/** Where an elector gets the time and its timers from; `ManualClock` of the testing entry point is another one. */
export interface Clock {
  /** Milliseconds that never jump and, on most systems, stand still while the machine is suspended. */
  monotonic(): number;
  /** Milliseconds since the epoch; goes on while the machine is suspended, may jump. */
  wall(): number;
  /** Calls back once, after `delay` milliseconds at the earliest. */
  setTimer(callback: () => void, delay: number): Timer;
}

export interface Timer {
  cancel(): void;
}

/** setTimeout fires at once for longer delays. */
const longest = 2 ** 31 - 1;

/** The process's own clock and timers. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  setTimer(callback, delay) {
    const timeout = setTimeout(callback, Math.min(Math.max(Math.ceil(delay), 0), longest));
    return { cancel: () => clearTimeout(timeout) };
  },
};
