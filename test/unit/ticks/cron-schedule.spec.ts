import { describe, expect, it } from '@jest/globals';
import { CronTime } from 'cron';
import fc from 'fast-check';
import { CronSchedule } from '../../../lib/core/ticks/cron-schedule.js';
import { IntervalSchedule, SingleSchedule } from '../../../lib/core/ticks/schedule.js';

const hour = 3_600_000;
const berlin = 'Europe/Berlin';

const cron = (expression: string, zone: string) => new CronSchedule(new CronTime(expression, zone), zone);

const local = (instant: number, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZoneName: undefined,
  }).format(instant);

/** Every tick in a span, as `cron` itself goes from one to the next in a process that has run all along. */
function chain(expression: string, zone: string, from: number, to: number): number[] {
  const time = new CronTime(expression, zone);
  const ticks: number[] = [];
  // Of two instants with the same local time it names the first, if that is how the clocks are today: not the past one.
  const following = (start: number) => {
    const next = time.getNextDateFrom(new Date(start), zone).toMillis();
    return next > start ? next : next + hour;
  };
  for (let tick = following(from); tick <= to; tick = following(tick)) {
    if (tick <= (ticks.at(-1) ?? -Infinity)) throw new Error(`${expression} goes back to ${tick}`);
    ticks.push(tick);
  }
  return ticks;
}

describe('The ticks of a cron expression', () => {
  it('are found backwards: the newest ones up to an instant, itself included', () => {
    const daily = cron('0 0 * * *', berlin);
    const midnight = Date.UTC(2030, 0, 1, 23);
    expect(daily.newest(midnight - 72 * hour, midnight, 2)).toEqual([midnight - 24 * hour, midnight]);
    expect(daily.newest(midnight - 72 * hour, midnight - 1, 1)).toEqual([midnight - 24 * hour]);
    expect(daily.newest(midnight - 24 * hour, midnight - 1, 9)).toEqual([]);
    expect(daily.next(midnight)).toBe(midnight + 24 * hour);
  });

  it('are none where the expression has none', () => {
    const never = cron('0 0 30 2 *', 'UTC');
    const now = Date.UTC(2027, 0, 1);
    expect([never.next(now), never.newest(now - 24 * hour, now, 1)]).toEqual([undefined, []]);
  });

  it('come once where the clock is set back over them, whoever looks from wherever', () => {
    const nightly = cron('0 30 2 * * *', berlin);
    const first = Date.UTC(2026, 9, 25, 0, 30); // 02:30 summer time; an hour later it is 02:30 again
    for (let now = first + 60_000; now < first + 5 * hour; now += 7 * 60_000) {
      expect(nightly.newest(now - 12 * hour, now, 3)).toEqual([first]);
      expect(nightly.newest(now - 60_000, now, 3)).toEqual([]);
      expect(local(nightly.next(now)!, berlin)).toBe('2026-10-26 02:30:00');
    }
  });

  it('come in both of the repeated hours where they come in every hour', () => {
    const hourly = cron('0 30 * * * *', berlin);
    const half = Date.UTC(2026, 9, 24, 23, 30);
    expect(hourly.newest(half - 1, half + 3 * hour, 9)).toEqual([half, half + hour, half + 2 * hour, half + 3 * hour]);
  });

  it('come at the change where the clock is set forward over them', () => {
    const nightly = cron('0 30 2 * * *', berlin);
    const change = Date.UTC(2027, 2, 28, 1);
    for (let now = change; now < change + 3 * hour; now += 13 * 60_000) {
      expect(nightly.newest(now - 12 * hour, now, 3)).toEqual([change]);
    }
  });

  it('are the same from wherever one looks, in every zone, also where clocks change', () => {
    const changes: [string, number][] = [
      [berlin, Date.UTC(2026, 9, 25, 1)],
      [berlin, Date.UTC(2027, 2, 28, 1)],
      ['America/New_York', Date.UTC(2026, 10, 1, 6)],
      ['America/New_York', Date.UTC(2027, 2, 14, 7)],
      ['Australia/Sydney', Date.UTC(2027, 3, 3, 16)],
      ['Australia/Sydney', Date.UTC(2027, 9, 2, 16)],
      ['Asia/Kolkata', Date.UTC(2027, 0, 1)],
      ['UTC', Date.UTC(2027, 0, 1)],
    ];
    const minutes = fc.constantFrom('0', '30', '*/15', '15,45', '7');
    const hours = fc.constantFrom('*', '1', '2', '3', '2,3', '*/2', '0', '1-3');
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        minutes,
        hours,
        fc.integer({ min: -2 * 3600, max: 5 * 3600 }),
        fc.integer({ min: 1, max: 6 * 3600 }),
        ([zone, change], minute, hourField, offset, length) => {
          const expression = `0 ${minute} ${hourField} * * *`;
          const until = change + offset * 1000;
          const after = until - length * 1000;
          const all = chain(expression, zone, change - 26 * hour, change + 30 * hour);
          const expected = all.filter(tick => tick > after && tick <= until);
          const schedule = cron(expression, zone);
          expect(schedule.newest(after, until, 1000)).toEqual(expected);
          expect(schedule.newest(after, until, 1)).toEqual(expected.slice(-1));
          expect(schedule.next(until)).toBe(all.find(tick => tick > until));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('The ticks of an interval', () => {
  it('are counted from the epoch, so that every process has the same', () => {
    const schedule = new IntervalSchedule(7000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 60_000 }), (after, length) => {
        const ticks = schedule.newest(after, after + length, 100);
        const walked: number[] = [];
        for (let tick = schedule.next(after); tick <= after + length; tick = schedule.next(tick)) walked.push(tick);
        expect(ticks).toEqual(walked);
        expect(ticks.every(tick => tick % 7000 === 0)).toBe(true);
      }),
    );
    expect(schedule.newest(0, 70_000, 2)).toEqual([63_000, 70_000]);
  });
});

describe('The tick of a date', () => {
  it('is one', () => {
    const schedule = new SingleSchedule(1000);
    expect([schedule.next(999), schedule.next(1000)]).toEqual([1000, undefined]);
    expect([schedule.newest(999, 1000), schedule.newest(1000, 5000), schedule.newest(0, 999)]).toEqual([
      [1000],
      [],
      [],
    ]);
  });
});
