import { type Clock } from '../clock/clock.js';

/** Milliseconds in one piece: so many jobs may have ticks at one instant, and a week of them, and none holds the others up. */
const slice = 10;

/** Turns of the event loop, of which the ticks of a lease take a part. */
export class Turns {
  private began: number | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly clock: Clock) {}

  /** Undefined if this turn has time left; else it resolves in a later one. */
  left(): Promise<void> | undefined {
    const now = this.clock.monotonic();
    if (this.began === undefined) {
      this.began = now;
      this.next = new Promise(resolve => {
        this.clock.setTimer(() => {
          this.began = undefined;
          resolve();
        }, 0);
      });
    }
    return now - this.began < slice ? undefined : this.next;
  }

  async free(): Promise<void> {
    for (let wait = this.left(); wait !== undefined; wait = this.left()) await wait;
  }
}
