import { type SeededRandom } from '../../../simulation/world/seeded-random.js';

/** A field of an expression: how it is written, and the values that it has. */
interface Field {
  readonly text: string;
  readonly values: ReadonlySet<number>;
}

/** An expression that was made from its values, so that nobody has to parse it. */
export interface Expression {
  readonly text: string;
  readonly seconds: readonly number[];
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** Its hours are written with `*`, or are all there are. */
  readonly hasEveryHour: boolean;
}

type Range = readonly [first: number, last: number];

const range = ([first, last]: Range, step = 1) => {
  const values: number[] = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
};

/** In any of the ways in which a field is written. */
function field(random: SeededRandom, bounds: Range, stars: number): Field {
  const [least, most] = bounds;
  const any = () => random.integer(least, most);
  const make = (text: string, values: Iterable<number>): Field => ({ text, values: new Set(values) });
  if (random.chance(stars)) return make('*', range(bounds));
  const step = random.integer(2, Math.max(2, Math.floor((most - least) / 2)));
  const [a, b] = [any(), any()].sort((x, y) => x - y);
  switch (random.integer(0, most === 6 ? 4 : 5)) {
    case 0:
      return make(`*/${step}`, range(bounds, step));
    case 1:
      return make(`${a}-${b}`, range([a, b]));
    case 2:
      return make(`${a}-${b}/${step}`, range([a, b], step));
    case 3:
      return a === b ? make(`${a}`, [a]) : make(`${a},${b}`, [a, b]);
    case 4:
      return make(String(a), [a]);
    // Of weekdays it would end with 7, which is Sunday again.
    default:
      return make(`${a}/${step}`, range([a, most], step));
  }
}

/** Most with hours around which clocks are changed, and with days that come often. */
export function randomExpression(random: SeededRandom): Expression {
  const seconds = random.chance(0.1) ? listed(field(random, [0, 59], 0)) : undefined;
  const minutes = field(random, [0, 59], 0.2);
  const hours = random.chance(0.5) ? field(random, [0, 4], 0) : field(random, [0, 23], 0.3);
  // `*/2` of the hours from 0 to 4 is not what it says.
  const hour = hours.text.includes('/') && !hours.values.has(23) ? listed(hours) : hours;
  const daysOfMonth = field(random, [1, 31], 0.8);
  const months = field(random, [1, 12], 0.9);
  const daysOfWeek = field(random, [0, 6], 0.8);
  const fields = [...(seconds ? [seconds] : []), minutes, hour, daysOfMonth, months, daysOfWeek];
  return {
    text: fields.map(({ text }) => text).join(' '),
    seconds: [...(seconds?.values ?? [0])],
    minutes: minutes.values,
    hours: hour.values,
    daysOfMonth: daysOfMonth.values,
    months: months.values,
    daysOfWeek: daysOfWeek.values,
    hasEveryHour: hour.text.startsWith('*') || hour.values.size === 24,
  };
}

/** Four at most, so that there are not too many ticks. */
function listed({ values }: Field): Field {
  const few = [...values].slice(0, 4);
  return { text: few.join(','), values: new Set(few) };
}
