import { fieldValues } from './cron-field.js';
import { CronFields } from '../../core/ticks/calendar/cron-fields.js';
import { CronSchedule } from '../../core/ticks/calendar/cron-schedule.js';
import { offsetOf } from '../../core/ticks/calendar/offset.js';
import { Zone } from '../../core/ticks/calendar/zone.js';
import { IntervalSchedule, type Schedule, SingleSchedule } from '../../core/ticks/schedule.js';

/** The presets of the package `cron`. */
const presets: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
  '@minutely': '0 * * * * *',
  '@secondly': '* * * * * *',
  '@weekdays': '0 0 0 * * 1-5',
  '@weekends': '0 0 0 * * 0,6',
};

/**
 * A schedule from what the ledger knows it by: `0 3 * * * Europe/Berlin`, `every 5000 ms`, `at …`. Only an app's own
 * scheduler has the last word, so anything that is not understood for certain is undefined.
 */
export function scheduleOfText(text: string): Schedule | undefined {
  const [, period] = /^every (\d+) ms$/.exec(text) ?? [];
  if (period !== undefined && Number(period) > 0) return new IntervalSchedule(Number(period));
  const [, instant] = /^at (.+)$/.exec(text) ?? [];
  if (instant !== undefined && !Number.isNaN(Date.parse(instant))) return new SingleSchedule(Date.parse(instant));
  return cronSchedule(text);
}

function cronSchedule(text: string): Schedule | undefined {
  const [, source, offset, zone] = /^(.+?) (?:UTC offset (-?\d+)|(\S+))$/.exec(text) ?? [];
  // "system" is the zone of the app's process, which is not ours.
  if (source === undefined || /^(system|local)$/i.test(zone ?? '')) return undefined;
  const fields = (presets[source] ?? source).trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== 6) return undefined;
  const [seconds, minutes, hours, daysOfMonth, months, daysOfWeek] = fields.map(fieldValues);
  if (!seconds || !minutes || !hours || !daysOfMonth || !months || !daysOfWeek) return undefined;
  const hasEveryHour = hours.length === 24 || fields[2].startsWith('*');
  try {
    const zoneOffset = offset === undefined ? offsetOf(zone, undefined) : offsetOf(undefined, Number(offset));
    const values = { seconds, minutes, hours, daysOfMonth, months, daysOfWeek };
    return new CronSchedule(text, new CronFields(values), new Zone(zoneOffset), hasEveryHour);
  } catch {
    return undefined; // a zone that this Node does not know
  }
}
