/** Of seconds, minutes, hours, days of the month, months and weekdays. 7 is Sunday, too. */
const bounds: readonly (readonly [first: number, last: number])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The values of a cron field, in order: of `*`, `5`, `1-5`, `1,3`, `5/10` and names. Undefined for anything else. */
export function fieldValues(text: string, index: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of withNumbers(text.toLowerCase(), index).split(',')) {
    const [, range, first, last, step = '1'] = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === undefined || step === '0') return undefined;
    const [least, most] = bounds[index];
    const highest = index === 5 && range === '*' ? 6 : most;
    const from = range === '*' ? least : Number(first);
    const to = last !== undefined ? Number(last) : range === '*' || part.includes('/') ? highest : from;
    if (from < least || to > most || from > to) return undefined;
    for (let value = from; value <= to; value += Number(step)) values.add(index === 5 ? value % 7 : value);
  }
  return [...values].sort((a, b) => a - b);
}

function withNumbers(text: string, index: number): string {
  const names = index === 4 ? months : index === 5 ? weekdays : [];
  const first = index === 4 ? 1 : 0;
  return text.replace(/[a-z]{3}/g, name => (names.includes(name) ? String(names.indexOf(name) + first) : name));
}
