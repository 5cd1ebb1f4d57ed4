import { setImmediate as nextTurn } from 'node:timers/promises';
import { VirtualTime } from '../world/virtual-time.js';

/** The one true time, in milliseconds. What happens at an instant has settled, promises too, before the next. */
export class EventQueue extends VirtualTime {
  async run(duration: number): Promise<void> {
    const end = this.now + duration;
    while (!this.isIdleUntil(end)) {
      this.next();
      await nextTurn();
    }
    this.now = end;
  }
}
