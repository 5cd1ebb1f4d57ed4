/** When a job is to run: a sequence of instants, in milliseconds since the epoch, the same in every process. */
export interface Schedule {
  /** What is written into the ledger, and shown: `0 3 * * * Europe/Berlin`. Another schedule has another text. */
  readonly text: string;
  /** The first tick after that instant; undefined if there is none. */
  next(after: number): number | undefined;
}

/** Every so many milliseconds, counted from the epoch, so that every process counts alike. */
export class IntervalSchedule implements Schedule {
  constructor(private readonly period: number) {}

  get text(): string {
    return `every ${this.period} ms`;
  }

  next(after: number): number {
    return (Math.floor(after / this.period) + 1) * this.period;
  }
}

/** Once and never again: `@Cron(new Date(…))`. */
export class SingleSchedule implements Schedule {
  constructor(private readonly tick: number) {}

  get text(): string {
    return `at ${new Date(this.tick).toISOString()}`;
  }

  next(after: number): number | undefined {
    return this.tick > after ? this.tick : undefined;
  }
}

/** Milliseconds. */
const firstLook = 1000;

/** The last tick with `after` < tick ≤ `until`: one looks back a little, and each time twice as far. */
export function latestTick(schedule: Schedule, after: number, until: number): number | undefined {
  const first = schedule.next(after);
  if (first === undefined || first > until) return undefined;
  let latest = first;
  for (let look = firstLook; until - look > first; look *= 2) {
    const tick = schedule.next(until - look);
    if (tick === undefined || tick > until) continue;
    latest = tick;
    break;
  }
  for (let tick = schedule.next(latest); tick !== undefined && tick <= until; tick = schedule.next(tick)) latest = tick;
  return latest;
}
