import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IntervalSchedule, latestTick, type Schedule, SingleSchedule } from '../../../lib/core/ticks/schedule.js';

describe('The ticks of an interval', () => {
  it('are counted from the epoch, so that every process has the same', () => {
    const schedule = new IntervalSchedule(7000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), after => {
        const tick = schedule.next(after);
        expect([tick % 7000, tick > after, tick - 7000 <= after]).toEqual([0, true, true]);
      }),
    );
  });
});

describe('The tick of a date', () => {
  it('is one', () => {
    const schedule = new SingleSchedule(1000);
    expect([schedule.next(999), schedule.next(1000)]).toEqual([1000, undefined]);
  });
});

describe('The latest tick of a span', () => {
  it('is the last one after its begin, its end included', () => {
    const instant = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(instant), instant, instant, (ticks, after, length) => {
        const sorted = [...ticks].sort((a, b) => a - b);
        const schedule: Schedule = { text: '', next: from => sorted.find(tick => tick > from) };
        const until = after + length;
        expect(latestTick(schedule, after, until)).toBe(sorted.findLast(tick => tick > after && tick <= until));
      }),
    );
  });

  it('is found in few steps where there are many', () => {
    let asked = 0;
    const everySecond: Schedule = { text: '', next: after => (asked++, (Math.floor(after / 1000) + 1) * 1000) };
    expect(latestTick(everySecond, 0, 30 * 86_400_000)).toBe(30 * 86_400_000);
    expect(asked).toBeLessThan(50);
  });
});
