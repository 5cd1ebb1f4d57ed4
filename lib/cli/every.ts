import { pause } from './pause.js';
import { type Clock } from '../core/clock/clock.js';

/** Does that again and again, with so many milliseconds between, until the signal aborts. */
export async function every(
  clock: Clock,
  interval: number,
  signal: AbortSignal,
  work: () => void | Promise<void>,
): Promise<void> {
  for (;;) {
    await pause(clock, interval, signal);
    if (signal.aborted) return;
    await work();
  }
}
