import { type CronFields } from './cron-fields.js';
import { type Stretch, type Zone } from './zone.js';
import { type Schedule } from '../schedule.js';

/** Milliseconds: longer than clocks are ever set back. */
const farEnough = 26 * 3_600_000;

/**
 * The ticks of a cron expression in a zone, by Vixie cron's rule as Debian has it: each local time that the expression
 * has is a tick. With fixed hours it runs once, right after the clocks are set forward over its time, and once, the first
 * time, if they are set back over it; an expression for every hour follows the clocks as they go.
 *
 * All that counts is the instant that is asked about, so every process that has the same zone data names the same ticks.
 */
export class CronSchedule implements Schedule {
  /** @param hasEveryHour its hours are `*`, or `*` with a step */
  constructor(
    readonly text: string,
    private readonly fields: CronFields,
    private readonly zone: Zone,
    private readonly hasEveryHour: boolean,
  ) {}

  next(after: number): number | undefined {
    for (let instant = Math.floor(after) + 1; ;) {
      const stretch = this.zone.stretchAt(instant);
      if (!this.hasEveryHour && instant <= stretch.from && this.skips(stretch)) return stretch.from;
      const local = this.fields.from(this.freshIn(stretch, instant));
      if (local === undefined) return undefined;
      if (local < stretch.to + stretch.offset) return local - stretch.offset;
      // Of the local times before that one none is a tick, so no change of the clocks in between makes one; but one
      // right after this stretch may bring back some that have passed.
      const isLongGone = stretch.to - instant > farEnough;
      instant = isLongGone ? Math.max(stretch.to, local - stretch.offset - farEnough) : stretch.to;
    }
  }

  /** The first local time in the stretch that may be a tick. */
  private freshIn({ offset, freshFrom }: Stretch, instant: number): number {
    const local = instant + offset;
    return this.hasEveryHour ? local : Math.max(local, freshFrom);
  }

  private skips({ from, offset, skippedFrom }: Stretch): boolean {
    const localFrom = from + offset;
    return skippedFrom < localFrom && (this.fields.from(skippedFrom) ?? Infinity) < localFrom;
  }
}
