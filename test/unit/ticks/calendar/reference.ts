import { type Expression } from './random-expression.js';
import { type Change, type ReferenceZone } from './reference-zones.js';

const minute = 60_000;
const dayOfMinutes = 24 * 60;

/** Every minute of a span, and what clocks in a zone show then: in minutes, as if in UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly shown: readonly number[];
  /** Clocks have shown it before. */
  readonly isRepeated: readonly boolean[];
  /** What clocks have skipped to come to a minute, by its index. */
  readonly skipped: ReadonlyMap<number, readonly number[]>;
}

/** From a day before a change of the clocks to a day after it. */
export function spanAround({ name, offset, changes }: ReferenceZone, change: Change | undefined): Span {
  if (change !== undefined && change.at % minute !== 0) throw new Error(`${name} changes within a minute`);
  const middle = change?.at ?? Date.UTC(2027, 5, 30, 12);
  const [from, to] = [middle - dayOfMinutes * minute, middle + dayOfMinutes * minute];
  const shown: number[] = [];
  const isRepeated: boolean[] = [];
  const skipped = new Map<number, number[]>();
  const before = new Set<number>();
  for (let at = from; at < to; at += minute) {
    const local = (at + (changes.findLast(other => other.at <= at)?.after ?? offset)) / minute;
    const missing: number[] = [];
    for (let next = (shown.at(-1) ?? local - 1) + 1; next < local; next++) missing.push(next);
    if (missing.length > 0) skipped.set(shown.length, missing);
    isRepeated.push(before.has(local));
    before.add(local);
    shown.push(local);
  }
  return { from, to, shown, isRepeated, skipped };
}

/**
 * The rule, minute by minute: each local minute that the expression has is a tick. With fixed hours one that comes again
 * is none, and one that never comes is one right after the gap.
 */
export function ticksIn({ from, shown, isRepeated, skipped }: Span, expression: Expression): number[] {
  const matches = matcher(expression);
  const { hasEveryHour, seconds } = expression;
  const ticks: number[] = [];
  shown.forEach((local, i) => {
    const at = from + i * minute;
    const own = matches(local) && (hasEveryHour || !isRepeated[i]);
    const isAfterGap = !hasEveryHour && skipped.get(i)?.some(matches) === true;
    if (isAfterGap && !(own && seconds[0] === 0)) ticks.push(at);
    if (own) for (const second of seconds) ticks.push(at + second * 1000);
  });
  return ticks;
}

function matcher({ minutes, hours, daysOfMonth, months, daysOfWeek }: Expression): (local: number) => boolean {
  const times = Array.from({ length: dayOfMinutes }, (_, i) => minutes.has(i % 60) && hours.has(Math.floor(i / 60)));
  const hasDay = (number: number) => {
    const date = new Date(number * dayOfMinutes * minute);
    const [byMonth, byWeek] = [daysOfMonth.has(date.getUTCDate()), daysOfWeek.has(date.getUTCDay())];
    const isEither = daysOfMonth.size < 31 && daysOfWeek.size < 7;
    return months.has(date.getUTCMonth() + 1) && (isEither ? byMonth || byWeek : byMonth && byWeek);
  };
  let day = NaN;
  let isDay = false;
  return local => {
    if (!times[local % dayOfMinutes]) return false;
    const number = Math.floor(local / dayOfMinutes);
    if (number !== day) [day, isDay] = [number, hasDay(number)];
    return isDay;
  };
}
