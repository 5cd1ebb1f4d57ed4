import { type Offset } from './offset.js';

/** A span of time within which a zone's clocks are not changed. Instants in milliseconds; local ones as if in UTC. */
export interface Stretch {
  readonly from: number;
  /** Excluded. There may be no change at it. */
  readonly to: number;
  readonly offset: number;
  /** The clocks were set forward at `from`, over the local times from this one; else, its own first local time. */
  readonly skippedFrom: number;
  /** Local times before this one have been there before: the clocks had been set back over them. */
  readonly freshFrom: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/** A stretch is found by asking for the offset once a day: two changes within a day are taken for one. */
const probe = day;

/** Offsets are asked for by blocks of so many milliseconds, and kept. */
const block = 8 * day;

/** Blocks that are kept: some twenty years. */
const mostBlocks = 1000;

/** When the clocks of a zone are changed. What was asked for once is remembered, since `Intl` takes microseconds. */
export class Zone {
  private readonly blocks = new Map<number, readonly Stretch[]>();

  constructor(private readonly offset: Offset) {}

  /** The one that has the instant. */
  stretchAt(instant: number): Stretch {
    const number = Math.floor(instant / block);
    let stretches = this.blocks.get(number);
    if (stretches === undefined) {
      if (this.blocks.size >= mostBlocks) this.blocks.clear();
      this.blocks.set(number, (stretches = this.stretchesOf(number)));
    }
    return stretches.find(({ to }) => instant < to)!;
  }

  private stretchesOf(number: number): Stretch[] {
    const start = number * block;
    const end = start + block;
    const found: Stretch[] = [];
    // What a change skipped or repeated may reach into the next block: no clock is changed by more than a day.
    let from = start - probe;
    let freshFrom = -Infinity;
    let before: Stretch | undefined;
    while (from < end) {
      const offset = this.offset(from);
      const to = this.changeAfter(from, offset, end);
      const localFrom = from + offset;
      freshFrom = Math.max(freshFrom, localFrom);
      const skippedFrom = before === undefined ? localFrom : Math.min(before.to + before.offset, localFrom);
      found.push((before = { from, to, offset, skippedFrom, freshFrom }));
      freshFrom = Math.max(freshFrom, to + offset);
      from = to;
    }
    return found;
  }

  /** Where the offset becomes another one, at most `end`. */
  private changeAfter(from: number, offset: number, end: number): number {
    for (let same = from; same < end - 1;) {
      const next = Math.min(end - 1, same + probe);
      if (this.offset(next) !== offset) return this.changeBetween(same, next, offset);
      same = next;
    }
    return end;
  }

  private changeBetween(same: number, other: number, offset: number): number {
    while (other - same > 1) {
      const middle = Math.floor((same + other) / 2);
      if (this.offset(middle) === offset) same = middle;
      else other = middle;
    }
    return other;
  }
}
