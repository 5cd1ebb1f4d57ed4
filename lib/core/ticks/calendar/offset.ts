/** Milliseconds by which a zone's clocks are ahead of UTC at an instant. */
export type Offset = (instant: number) => number;

const minute = 60_000;

/**
 * The offset that the package `cron` reads from a job's `timeZone` or `utcOffset`: the name of a zone, `'system'`,
 * `'utc+3'`, minutes. Where it finds neither (a process whose own zone has no name), it counts in UTC.
 *
 * @throws RangeError for what is none
 */
export function offsetOf(timeZone: unknown, utcOffset: unknown): Offset {
  if (utcOffset !== undefined && utcOffset !== null) return fixed(minutesIn(utcOffset));
  if (typeof timeZone === 'number') return fixed(timeZone);
  if (typeof timeZone !== 'string' || timeZone === '') return fixed(0);
  const name = timeZone.toLowerCase();
  if (name === 'system' || name === 'local') return ofThisProcess;
  if (name === 'utc' || name === 'gmt') return fixed(0);
  const [isOffset, hours = '0', minutes = '0'] = /^utc(?:([+-]\d{1,2})(?::(\d{2}))?)?$/.exec(name) ?? [];
  if (isOffset) return fixed(Number(hours) * 60 + (hours.startsWith('-') ? -1 : 1) * Number(minutes));
  return ofZone(timeZone);
}

function fixed(minutes: number): Offset {
  return () => minutes * minute;
}

/** `cron` takes a number as text, too: of minutes. */
function minutesIn(utcOffset: unknown): number {
  const minutes = Number(utcOffset);
  if (!Number.isInteger(minutes)) throw new RangeError(`Invalid offset from UTC: ${String(utcOffset)}`);
  return minutes;
}

function ofThisProcess(instant: number): number {
  return -new Date(instant).getTimezoneOffset() * minute;
}

function ofZone(timeZone: string): Offset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return instant => {
    // "1/31/2030, 23:00:00"
    const [month, day, year, hours, minutes, seconds] = format.format(instant).match(/\d+/g)!.map(Number);
    return Date.UTC(year, month - 1, day, hours, minutes, seconds) - Math.floor(instant / 1000) * 1000;
  };
}
