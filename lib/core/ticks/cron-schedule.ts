import { type Schedule } from './schedule.js';
import { offsetAt } from './zone-offset.js';

/** What we use of the class `CronTime` of the package `cron`, which @nestjs/schedule schedules by. */
export interface CronTime {
  getNextDateFrom(start: Date, timeZone: string): { toMillis(): number };
}

const minute = 60_000;
const hour = 60 * minute;

/** The first look back is this long; each further one goes twice as far. `cron` takes up to a millisecond for a date. */
const firstLook = 1000;

/**
 * The ticks of a cron expression. `cron` only knows the next date after another; earlier ones are found by going back a
 * little and then forward.
 *
 * Where clocks are changed, what it answers depends on where one starts: from within the repeated hour it repeats a job
 * that has run in the first one. Here a tick counts only if it is reached from before the change, as in a process that
 * has run all along: so every process names the same ticks.
 */
export class CronSchedule implements Schedule {
  constructor(
    private readonly cronTime: CronTime,
    private readonly timeZone: string,
  ) {}

  next(after: number): number | undefined {
    const change = this.changeBefore(after);
    if (change === undefined) return this.plainNext(after);
    const last = this.newest(change - 3 * hour, change - 1, 1).at(-1) ?? change - 3 * hour;
    const firstAfterChange = this.plainNext(last);
    return firstAfterChange !== undefined && firstAfterChange > after ? firstAfterChange : this.plainNext(after);
  }

  newest(after: number, until: number, count: number): readonly number[] {
    const first = this.next(after);
    if (first === undefined || first > until) return [];
    let found: number[] = [];
    for (let look = firstLook, to = until; ; look *= 2) {
      const from = Math.max(after, until - look);
      found = [...this.between(from, to), ...found];
      if (found.length >= count || from === after) return found.slice(-count);
      to = from;
    }
  }

  private between(after: number, until: number): number[] {
    const ticks: number[] = [];
    for (let tick = this.next(after); tick !== undefined && tick <= until; tick = this.next(tick)) ticks.push(tick);
    return ticks;
  }

  /**
   * As `cron` says; it throws where there is none within eight years. Asked from within a repeated hour it may name the
   * first of two instants with the same local time, which has passed: the second one is meant.
   */
  private plainNext(after: number): number | undefined {
    let next: number;
    try {
      next = this.cronTime.getNextDateFrom(new Date(after), this.timeZone).toMillis();
    } catch {
      return undefined;
    }
    if (next <= after) next += (offsetAt(this.timeZone, next) - offsetAt(this.timeZone, after)) * minute;
    return next > after ? next : undefined;
  }

  /** The change of the clocks within the hour before, to the minute: the first instant of the new time. */
  private changeBefore(instant: number): number | undefined {
    const offset = offsetAt(this.timeZone, instant);
    let before = instant - hour - minute;
    if (offsetAt(this.timeZone, before) === offset) return undefined;
    let after = instant;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(this.timeZone, middle) === offset) after = middle;
      else before = middle;
    }
    return after;
  }
}
