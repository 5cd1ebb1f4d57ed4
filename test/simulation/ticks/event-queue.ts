import { setImmediate as nextTurn } from 'node:timers/promises';

interface Entry {
  readonly at: number;
  run: (() => void) | undefined;
}

/** The one true time, in milliseconds. What happens at an instant has settled, promises too, before the next. */
export class EventQueue {
  now = 0;
  private entries: Entry[] = [];

  /** @returns cancels it */
  after(delay: number, run: () => void): () => void {
    const entry: Entry = { at: this.now + Math.max(0, delay), run };
    // Nearly everything is soon, so its place is near the end of a list that ends with what comes next.
    let place = this.entries.length;
    while (place > 0 && this.entries[place - 1].at <= entry.at) place--;
    this.entries.splice(place, 0, entry);
    return () => (entry.run = undefined);
  }

  async run(duration: number): Promise<void> {
    const end = this.now + duration;
    for (let next = this.entries.at(-1); next && next.at <= end; next = this.entries.at(-1)) {
      this.entries.pop();
      if (!next.run) continue;
      this.now = next.at;
      next.run();
      await nextTurn();
    }
    this.now = end;
  }
}
