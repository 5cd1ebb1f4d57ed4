/** The values of an expression's fields, each in order. */
export interface CronValues {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** 1 to 12. */
  readonly months: readonly number[];
  /** 0 (Sunday) to 6. */
  readonly daysOfWeek: readonly number[];
}

/** Milliseconds. */
const day = 24 * 3_600_000;

/** From one 29 February to the next there are at most eight years. */
const mostDays = 8 * 366 + 1;

/** The local times that an expression has, whatever zone they are in: in milliseconds, as if they were in UTC. */
export class CronFields {
  private readonly months: ReadonlySet<number>;
  private readonly daysOfMonth: ReadonlySet<number>;
  private readonly daysOfWeek: ReadonlySet<number>;

  constructor(private readonly values: CronValues) {
    this.months = new Set(values.months);
    this.daysOfMonth = new Set(values.daysOfMonth);
    this.daysOfWeek = new Set(values.daysOfWeek);
  }

  /** The first that is not before that one; undefined if there is none. */
  from(local: number): number | undefined {
    const first = Math.floor(local / day);
    if (this.hasDay(first)) {
      const time = this.timeFrom(Math.ceil((local - first * day) / 1000));
      if (time !== undefined) return first * day + time * 1000;
    }
    for (let number = first + 1; number <= first + mostDays; number++) {
      if (this.hasDay(number)) return number * day + this.timeFrom(0)! * 1000;
    }
    return undefined;
  }

  /** Of the days since 1970. As in every cron, one of the two is enough if both kinds of days are restricted. */
  private hasDay(number: number): boolean {
    const date = new Date(number * day);
    if (!this.months.has(date.getUTCMonth() + 1)) return false;
    const isDayOfMonth = this.daysOfMonth.has(date.getUTCDate());
    const isDayOfWeek = this.daysOfWeek.has(date.getUTCDay());
    const isEither = this.daysOfMonth.size < 31 && this.daysOfWeek.size < 7;
    return isEither ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek;
  }

  /** Seconds since midnight. */
  private timeFrom(time: number): number | undefined {
    const { hours, minutes, seconds } = this.values;
    const [hour, minute, second] = [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60];
    const [minute0, second0] = [minutes[0], seconds[0]];
    for (const h of hours) {
      if (h < hour) continue;
      if (h > hour) return h * 3600 + minute0 * 60 + second0;
      for (const m of minutes) {
        if (m < minute) continue;
        if (m > minute) return h * 3600 + m * 60 + second0;
        const s = seconds.find(value => value >= second);
        if (s !== undefined) return h * 3600 + m * 60 + s;
      }
    }
    return undefined;
  }
}
