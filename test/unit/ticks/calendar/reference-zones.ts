import { readFileSync } from 'node:fs';

/** Milliseconds. */
export interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** When clocks are changed, as another source than Node's tells: see dump-zones.py. */
export interface ReferenceZone {
  readonly name: string;
  readonly offset: number;
  readonly changes: readonly Change[];
}

const minute = 60_000;

function parse(line: string): ReferenceZone {
  const [name, first, ...rest] = line.split(' ');
  const offset = Number(first) * minute;
  const changes: Change[] = [];
  for (let i = 0, before = offset; i < rest.length; i += 2) {
    const after = Number(rest[i + 1]) * minute;
    changes.push({ at: Date.parse(rest[i]), before, after });
    before = after;
  }
  return { name, offset, changes };
}

/** Minutes to add to UTC, in Node's words: `GMT-03:30`. */
function offsetByNode(timeZone: string, instant: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!;
  return sign === undefined ? 0 : (sign === '-' ? -minute : minute) * (Number(hours) * 60 + Number(minutes));
}

const all = readFileSync(new URL('zones.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(parse);

/** Governments change their clocks, and this table is not made again with each release of Node: the others are left out. */
export const zones = all.filter(({ name, changes }) =>
  changes.every(({ at, before, after }) => offsetByNode(name, at - 1) === before && offsetByNode(name, at) === after),
);
