import { describe, expect, it, jest } from '@jest/globals';
import { CronTime } from 'cron';
import { CronExpressionParser } from 'cron-parser';
import { scheduleOfCronTime } from '../../../../lib/nest/jobs/cron-time.js';
import { type Schedule } from '../../../../lib/core/ticks/schedule.js';
import { SeededRandom } from '../../../simulation/world/seeded-random.js';
import { type Expression, randomExpression } from './random-expression.js';
import { type Span, spanAround, ticksIn } from './reference.js';
import { zones } from './reference-zones.js';

jest.setTimeout(120_000);

/** `CALENDAR_SEED=7` tries others. */
const seed = Number(process.env['CALENDAR_SEED'] ?? 1);

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

const scheduleOf = (expression: string, timeZone: string): Schedule =>
  scheduleOfCronTime(new CronTime(expression, timeZone) as never);

function* walk(schedule: Schedule, { from, to }: { from: number; to: number }): Generator<number> {
  for (let tick = schedule.next(from - 1); tick !== undefined && tick < to; tick = schedule.next(tick)) yield tick;
}

/** What is wrong with a schedule, if anything: walked from one end to the other, and asked from anywhere. */
function difference(schedule: Schedule, span: Span, expected: readonly number[], starts: readonly number[]) {
  let i = 0;
  for (const tick of walk(schedule, span)) {
    if (tick !== expected[i++]) return `tick ${i} is ${nameOf(tick)}, not ${nameOf(expected[i - 1])}`;
  }
  if (i < expected.length) return `${nameOf(expected[i])} is no tick`;
  for (const start of starts) {
    const next = expected[firstAfter(expected, start)];
    const found = schedule.next(start);
    if (next !== undefined && found !== next)
      return `after ${nameOf(start)} comes ${nameOf(found)}, not ${nameOf(next)}`;
  }
  return undefined;
}

/** Its index. */
function firstAfter(ticks: readonly number[], instant: number): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ticks[middle] > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

const nameOf = (instant: number | undefined) => (instant === undefined ? 'nothing' : new Date(instant).toISOString());

function expressions(count: number): Expression[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => randomExpression(random));
}

describe('The ticks of a cron expression', () => {
  it('are those of the rule, minute by minute, in every zone, when clocks are changed, from wherever one looks', () => {
    const random = new SeededRandom(seed + 1);
    const all = expressions(320);
    const wrong: string[] = [];
    const compared = { zones: zones.length, changes: 0, expressions: all.length, ticks: 0 };
    for (const zone of zones) {
      const changes = zone.changes.length > 0 ? zone.changes : [undefined];
      for (const span of changes.map(change => spanAround(zone, change))) {
        compared.changes++;
        const middle = (span.from + span.to) / 2;
        for (const expression of all) {
          const expected = ticksIn(span, expression);
          const starts = [middle - 1, middle, middle + 1];
          for (let i = 0; i < 5; i++) starts.push(random.integer(middle - 3 * hour, middle + 4 * hour));
          const schedule = scheduleOf(expression.text, zone.name);
          const problem = difference(schedule, span, expected, starts);
          if (problem !== undefined) wrong.push(`${expression.text} in ${zone.name}: ${problem}`);
          compared.ticks += expected.length;
        }
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(compared).toMatchObject({ expressions: 320, zones: expect.any(Number) });
    expect(compared.zones).toBeGreaterThanOrEqual(20);
    expect(compared.changes).toBeGreaterThanOrEqual(40);
    expect(compared.ticks).toBeGreaterThan(1_000_000);
  });

  it('are those of the package `cron-parser` on plain days', () => {
    const random = new SeededRandom(seed + 2);
    const wrong: string[] = [];
    for (const { text } of expressions(300)) {
      const zone = random.pick(zones);
      // June and December: nobody's clocks are changed.
      const from = random.pick([Date.UTC(2027, 5, 2), Date.UTC(2027, 11, 2)]) + random.integer(0, 9 * day);
      const parsed = CronExpressionParser.parse(text, { currentDate: new Date(from), tz: zone.name });
      const expected: number[] = [];
      for (let i = 0; i < 15; i++) {
        const tick = parsed.next().getTime();
        if (tick > from + 8 * day) break;
        expected.push(tick);
      }
      let tick: number | undefined = from;
      for (const next of expected) {
        tick = scheduleOf(text, zone.name).next(tick);
        if (tick === next) continue;
        wrong.push(`${text} in ${zone.name}: ${nameOf(tick)}, not ${nameOf(next)}`);
        break;
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('The reference', () => {
  it('sees what is wrong with the package `cron` itself when clocks are changed', () => {
    const berlin = zones.find(({ name }) => name === 'Europe/Berlin')!;
    const daily = expressions(0).concat({
      text: '0 3 * * *',
      seconds: [0],
      minutes: new Set([0]),
      hours: new Set([3]),
      daysOfMonth: new Set(Array.from({ length: 31 }, (_, i) => i + 1)),
      months: new Set(Array.from({ length: 12 }, (_, i) => i + 1)),
      daysOfWeek: new Set([0, 1, 2, 3, 4, 5, 6]),
      hasEveryHour: false,
    })[0];
    const span = spanAround(berlin, berlin.changes.at(-1));
    const time = new CronTime(daily.text, berlin.name);
    const itself: Schedule = { text: '', next: after => time.getNextDateFrom(new Date(after), berlin.name).toMillis() };
    expect(difference(itself, span, ticksIn(span, daily), [])).toContain('2027-10-31T01:00:00.000Z');
    expect(difference(scheduleOf(daily.text, berlin.name), span, ticksIn(span, daily), [span.from + minute])).toBe(
      undefined,
    );
  });
});
