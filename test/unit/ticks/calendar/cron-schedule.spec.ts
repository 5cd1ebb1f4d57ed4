import { describe, expect, it } from '@jest/globals';
import { CronTime } from 'cron';
import { scheduleOfCronTime } from '../../../../lib/nest/jobs/cron-time.js';

const hour = 3_600_000;

const cron = (expression: string, timeZone?: unknown, utcOffset?: unknown) =>
  scheduleOfCronTime(new CronTime(expression, timeZone as never, utcOffset as never) as never);

/** What runs on a UTC day and the hours around it: `30T23:00`. */
function ticks(expression: string, zone: string, day: string): string[] {
  const schedule = cron(expression, zone);
  const noon = Date.parse(`${day}T12:00Z`);
  const found: string[] = [];
  for (let at = schedule.next(noon - 24 * hour); at !== undefined && at < noon + 12 * hour; at = schedule.next(at)) {
    found.push(new Date(at).toISOString().slice(8, 16));
  }
  return found;
}

describe('When the clocks go back, a job with fixed hours runs once, the first time', () => {
  it.each([
    ['0 3 * * *', 'Europe/Berlin', '2027-10-31', ['31T02:00']],
    ['30 2 * * *', 'Europe/Berlin', '2027-10-31', ['31T00:30']],
    ['0 2 * * *', 'America/New_York', '2027-11-07', ['07T07:00']],
    ['30 1 * * *', 'America/New_York', '2027-11-07', ['07T05:30']],
    ['0 2 * * *', 'Europe/London', '2027-10-31', ['31T02:00']],
    ['0 3 * * *', 'Australia/Sydney', '2027-04-03', ['02T16:00', '03T17:00']],
    ['15 2 * * *', 'Antarctica/Troll', '2027-10-31', ['31T00:15']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2027-04-03', ['02T14:45', '03T14:45']],
    ['30 23 * * *', 'America/Santiago', '2027-04-03', ['03T02:30']],
    ['30 23 * * *', 'America/Santiago', '2027-04-04', ['04T02:30']],
    ['*/20 1 * * *', 'America/New_York', '2027-11-07', ['07T05:00', '07T05:20', '07T05:40']],
  ])('%s in %s', (expression, zone, day, expected) => {
    expect(ticks(expression, zone, day).filter(tick => expected.some(e => e.slice(0, 2) === tick.slice(0, 2)))).toEqual(
      expected,
    );
  });
});

describe('When the clocks go forward over it, a job with fixed hours runs once, right after the gap', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2027-03-28', '28T01:00'],
    ['*/15 2 * * *', 'Europe/Berlin', '2027-03-28', '28T01:00'],
    ['15,45 2,3 * * *', 'Europe/Berlin', '2027-03-28', '28T01:00 28T01:15 28T01:45'],
    ['0 2,3 * * *', 'Europe/Berlin', '2027-03-28', '28T01:00'],
    ['0 0 * * *', 'Africa/Cairo', '2027-04-29', '29T22:00'],
    ['0 0 30 4 *', 'Africa/Cairo', '2027-04-29', '29T22:00'],
    ['15 2 * * *', 'Australia/Lord_Howe', '2027-10-02', '02T15:30'],
    ['30 1 * * *', 'Antarctica/Troll', '2027-03-28', '28T01:00 28T23:30'],
    ['30 2 * * *', 'Antarctica/Troll', '2027-03-28', '28T01:00'],
    ['0 12 30 12 *', 'Pacific/Apia', '2011-12-30', '30T10:00'],
  ])('%s in %s', (expression, zone, day, expected) => {
    const today = ticks(expression, zone, day).filter(tick => tick.startsWith(day.slice(8)));
    expect(today.join(' ')).toBe(expected);
  });
});

describe('A job for every hour follows the clocks as they go', () => {
  it.each([
    ['15 * * * *', 'Europe/Berlin', '2027-03-28', '28T00:15 28T01:15 28T02:15'],
    ['15 * * * *', 'Europe/Berlin', '2027-10-31', '31T00:15 31T01:15 31T02:15'],
    ['0 */2 * * *', 'Europe/Berlin', '2027-10-31', '31T00:00 31T01:00 31T03:00'],
    ['0 */2 * * *', 'Europe/Berlin', '2027-03-28', '28T02:00 28T04:00'],
    ['0 0-23 * * *', 'Europe/Berlin', '2027-10-31', '31T00:00 31T01:00 31T02:00'],
    ['@hourly', 'Europe/Berlin', '2027-10-31', '31T00:00 31T01:00 31T02:00'],
    ['0 * * * *', 'Australia/Lord_Howe', '2027-10-03', '03T00:00 03T01:00 03T02:00'],
  ])('%s in %s', (expression, zone, day, expected) => {
    const today = ticks(expression, zone, day).filter(tick => tick.startsWith(day.slice(8)));
    expect(today.slice(0, expected.split(' ').length).join(' ')).toBe(expected);
  });
});

describe('An expression', () => {
  const noon = Date.UTC(2030, 0, 1, 12);
  const inHours = (schedule: { next(after: number): number | undefined }) => (schedule.next(noon)! - noon) / hour;

  it.each([
    ['Europe/Berlin', undefined, 11],
    ['europe/berlin', undefined, 11],
    ['UTC', undefined, 12],
    ['gmt', undefined, 12],
    ['utc+3', undefined, 9],
    ['UTC-3:30', undefined, 15.5],
    ['Etc/GMT+2', undefined, 14],
    [180, undefined, 9],
    ['', undefined, 12],
    [undefined, 330, 6.5],
    [undefined, -210, 15.5],
    [undefined, '180', 9],
    [undefined, 0, 12],
  ])('runs where plain @Cron does: in %j, at %j', (timeZone, utcOffset, hours) => {
    const time = new CronTime('0 0 * * *', timeZone as never, utcOffset as never);
    expect(inHours(scheduleOfCronTime(time as never))).toBe(hours);
    const [zone] = [time.sendAt().zone];
    expect(time.getNextDateFrom(new Date(noon), zone as never).toMillis() - noon).toBe(hours * hour);
  });

  it.each(['system', 'local', undefined])("runs in the process's own zone where that is %j", timeZone => {
    const local = new Date(cron('0 0 * * *', timeZone).next(noon)!);
    expect([local.getHours(), local.getMinutes(), local.getDate()]).toEqual([0, 0, 2]);
  });

  it('runs in UTC where the process is in a zone without a name, as plain @Cron does', () => {
    const time = new CronTime('0 0 * * *');
    time.timeZone = undefined;
    expect(inHours(scheduleOfCronTime(time as never))).toBe(12);
  });

  it.each([
    ['default', undefined],
    ['Mars/Olympus', undefined],
    [undefined, '+03:00'],
    [undefined, 90.5],
  ])('is refused in %j, at %j', (timeZone, utcOffset) => {
    const time = new CronTime('0 0 * * *', 'UTC');
    Object.assign(time, { timeZone, utcOffset });
    expect(() => scheduleOfCronTime(time as never)).toThrow(/zone|offset/);
  });

  it('may have no tick at all, or one in years', () => {
    expect(cron('0 0 30 2 *', 'UTC').next(noon)).toBeUndefined();
    expect(cron('0 0 29 2 *', 'Europe/Berlin').next(Date.UTC(2096, 2, 1))).toBe(Date.UTC(2104, 1, 28, 23));
    expect(cron('0 * 29 2 *', 'Europe/Berlin').next(noon)).toBe(Date.UTC(2032, 1, 28, 23));
  });

  it('is one tick where it is a date', () => {
    const schedule = scheduleOfCronTime(new CronTime(new Date(noon)) as never);
    expect([schedule.next(noon - 1), schedule.next(noon)]).toEqual([noon, undefined]);
  });

  it('is refused where its cron keeps the fields in another way', () => {
    expect(() => scheduleOfCronTime({ source: '* * * * *' } as never)).toThrow(/package `cron`/);
  });
});
