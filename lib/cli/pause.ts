import { type Clock } from '../core/clock/clock.js';

/** Waits; less if the user does not want to. */
export function pause(clock: Clock, milliseconds: number, interrupted: AbortSignal): Promise<void> {
  if (interrupted.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const end = () => {
      timer.cancel();
      interrupted.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimer(end, milliseconds);
    interrupted.addEventListener('abort', end);
  });
}
