import { describe, expect, it } from '@jest/globals';
import { CronTime } from 'cron';
import { scheduleOfText } from '../../../lib/cli/status/schedule-of-text.js';
import { scheduleOfCronTime } from '../../../lib/nest/jobs/cron-time.js';
import { SeededRandom } from '../../simulation/world/seeded-random.js';
import { randomExpression } from '../ticks/calendar/random-expression.js';

const start = Date.UTC(2030, 2, 30);

/** What the app's own scheduler makes of it, by the package `cron`. */
const ofCron = (source: string, zone: string) => scheduleOfCronTime(new CronTime(source, zone) as never);

function ticks(schedule: { next(after: number): number | undefined } | undefined, count = 5): (number | undefined)[] {
  const found: (number | undefined)[] = [];
  for (let tick = schedule?.next(start); found.length < count; tick = schedule?.next(tick)) {
    found.push(tick);
    if (tick === undefined) break;
  }
  return found;
}

describe('The schedule that the ledger knows', () => {
  it('has the ticks that the scheduler gives it, for any expression', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { text } = randomExpression(new SeededRandom(seed));
      const expected = ofCron(text, 'Europe/Berlin');
      expect([expected.text, ticks(scheduleOfText(expected.text))]).toEqual([expected.text, ticks(expected)]);
    }
  });

  it.each(['0 3 * jan,jul mon-fri', '@daily', '@weekdays', '0 0 * * 7', '5/7 * * * * *', '*/15 0 12 1-7 * sun'])(
    'has the ticks of %s',
    source => {
      const expected = ofCron(source, 'America/New_York');
      expect(ticks(scheduleOfText(expected.text))).toEqual(ticks(expected));
    },
  );

  it('may be an interval, one instant, or in an offset from UTC', () => {
    expect(scheduleOfText('every 5000 ms')?.next(start + 1)).toBe(start + 5000);
    expect(scheduleOfText('at 2030-04-01T00:00:00.000Z')?.next(start)).toBe(Date.UTC(2030, 3, 1));
    expect(scheduleOfText('0 3 * * * UTC offset 120')?.next(start)).toBe(start + 3_600_000);
  });

  it.each([
    '0 3 * * * system',
    '0 3 * * L UTC',
    '61 * * * * UTC',
    '* * * UTC',
    '5-1 * * * * UTC',
    '*/0 * * * * UTC',
    '',
    '0 3 * * * Mars/Base',
  ])('is not guessed: %s', text => {
    expect(scheduleOfText(text)).toBeUndefined();
  });
});
