interface Entry {
  at: number;
  order: number;
  run: (() => void) | undefined;
}

/** The one true time of a simulated world, in milliseconds; a queue of what is to happen (a binary heap). */
export class VirtualTime {
  now = 0;
  private order = 0;
  private readonly heap: Entry[] = [];

  /** @returns cancels it */
  after(delay: number, run: () => void): () => void {
    const entry: Entry = { at: this.now + Math.max(0, delay), order: this.order++, run };
    this.push(entry);
    return () => (entry.run = undefined);
  }

  /**
   * Runs what is due until `end`.
   * @param atEachInstant is called when all that happens at one instant has happened
   */
  runUntil(end: number, atEachInstant: () => void): void {
    for (let next = this.heap[0]; next && next.at <= end; next = this.heap[0]) {
      if (next.at > this.now) {
        // May make something else the next thing to happen.
        atEachInstant();
        next = this.heap[0]!;
        this.now = next.at;
      }
      this.pop();
      next.run?.();
    }
    atEachInstant();
    this.now = end;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
