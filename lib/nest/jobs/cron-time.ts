import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { CronFields } from '../../core/ticks/calendar/cron-fields.js';
import { CronSchedule } from '../../core/ticks/calendar/cron-schedule.js';
import { offsetOf } from '../../core/ticks/calendar/offset.js';
import { Zone } from '../../core/ticks/calendar/zone.js';
import { type Schedule, SingleSchedule } from '../../core/ticks/schedule.js';

type Field = Readonly<Record<number, unknown>>;

/**
 * What we use of the class `CronTime` of the package `cron`, which @nestjs/schedule schedules by: the expression as it has
 * parsed it. When the clocks are changed it runs a job twice, or at a time that the expression does not have: so the walk
 * through the calendar is ours.
 */
export interface CronTime {
  /** The expression; of one date, that date. */
  readonly source: string | { toMillis(): number };
  readonly timeZone?: unknown;
  readonly utcOffset?: unknown;
  readonly second: Field;
  readonly minute: Field;
  readonly hour: Field;
  readonly dayOfMonth: Field;
  readonly month: Field;
  readonly dayOfWeek: Field;
}

const fields = ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'] as const;

/** By the object, which is another one when somebody changes the job's time. */
const schedules = new WeakMap<CronTime, Schedule>();

/**
 * @throws LeaderElectionError if its `cron` keeps the expression in another way
 * @throws RangeError if its zone is unknown
 */
export function scheduleOfCronTime(time: CronTime): Schedule {
  let schedule = schedules.get(time);
  if (schedule === undefined) schedules.set(time, (schedule = read(time)));
  return schedule;
}

function read(time: CronTime): Schedule {
  const { source } = time;
  if (typeof source !== 'string') return new SingleSchedule(source.toMillis());
  if (fields.some(field => typeof time[field] !== 'object')) throw new UnknownSchedulerError();
  const values = {
    seconds: valuesOf(time.second),
    minutes: valuesOf(time.minute),
    hours: valuesOf(time.hour),
    daysOfMonth: valuesOf(time.dayOfMonth),
    months: valuesOf(time.month),
    daysOfWeek: valuesOf(time.dayOfWeek),
  };
  const hasEveryHour = values.hours.length === 24 || hoursIn(source).startsWith('*');
  const text = `${source} ${zoneText(time)}`.trim();
  return new CronSchedule(text, new CronFields(values), zoneOf(time), hasEveryHour);
}

/** Better no app than one that loses its ticks in silence. */
class UnknownSchedulerError extends LeaderElectionError {
  constructor() {
    super(
      'unknownScheduler',
      '@OnlyLeader({ once }) needs a @nestjs/schedule whose package `cron` keeps the fields of an expression as its ' +
        'versions 3 and 4 do. The one of this app does not.',
    );
  }
}

function valuesOf(field: Field): number[] {
  return Object.keys(field)
    .map(Number)
    .sort((a, b) => a - b);
}

function zoneText({ timeZone, utcOffset }: CronTime): string {
  const offset = utcOffset ?? (typeof timeZone === 'number' ? timeZone : undefined);
  if (offset !== undefined) return `UTC offset ${Number(offset)}`;
  return typeof timeZone === 'string' && timeZone !== '' ? timeZone : 'UTC';
}

/** The field before those of days, months and weekdays; none in `@daily`, whose hours are fixed. */
function hoursIn(source: string): string {
  return source.trim().split(/\s+/).at(-4) ?? '';
}

const zones = new Map<string, Zone>();

/** One for all jobs that name it alike, since what it knows of changes is costly to find. */
function zoneOf({ timeZone, utcOffset }: CronTime): Zone {
  const key = JSON.stringify([timeZone, utcOffset]);
  let zone = zones.get(key);
  if (zone === undefined) zones.set(key, (zone = new Zone(offsetOf(timeZone, utcOffset))));
  return zone;
}
