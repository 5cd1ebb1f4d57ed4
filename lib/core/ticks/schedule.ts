/** When a job is to run: a sequence of instants, in milliseconds since the epoch, the same in every process. */
export interface Schedule {
  /** The first tick after that instant; undefined where there is none. */
  next(after: number): number | undefined;
  /** The newest `count` ticks with `after` < tick ≤ `until`, in order. */
  newest(after: number, until: number, count: number): readonly number[];
}

/** Every so many milliseconds, counted from the epoch, so that every process counts alike. */
export class IntervalSchedule implements Schedule {
  constructor(private readonly period: number) {}

  next(after: number): number {
    return (Math.floor(after / this.period) + 1) * this.period;
  }

  newest(after: number, until: number, count: number): readonly number[] {
    const ticks: number[] = [];
    for (let tick = Math.floor(until / this.period) * this.period; tick > after; tick -= this.period) {
      if (ticks.length === count) break;
      ticks.push(tick);
    }
    return ticks.reverse();
  }
}

/** Once and never again: `@Cron(new Date(…))`. */
export class SingleSchedule implements Schedule {
  constructor(private readonly tick: number) {}

  next(after: number): number | undefined {
    return this.tick > after ? this.tick : undefined;
  }

  newest(after: number, until: number): readonly number[] {
    return this.tick > after && this.tick <= until ? [this.tick] : [];
  }
}
