/** Something that is to happen; `run` is taken away when it is cancelled. */
export interface Event {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** The one true time of a simulated world, in milliseconds; a queue of what is to happen (a binary heap). */
export class VirtualTime {
  now = 0;
  private order = 0;
  private readonly heap: Event[] = [];

  after(delay: number, run: () => void): Event {
    const event: Event = { at: this.now + (delay > 0 ? delay : 0), order: this.order++, run };
    this.push(event);
    return event;
  }

  /** Whether anything happens until then. */
  isIdleUntil(end: number): boolean {
    const next = this.heap[0];
    return next === undefined || next.at > end;
  }

  /** Whether more happens at this very instant. */
  get isInstantOver(): boolean {
    return this.isIdleUntil(this.now);
  }

  /** Makes the next thing happen, whenever that is. */
  next(): void {
    const event = this.pop();
    this.now = event.at;
    event.run?.();
  }

  private push(event: Event): void {
    const { heap } = this;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent])) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = event;
  }

  private pop(): Event {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length === 0) return first;
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
    return first;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
