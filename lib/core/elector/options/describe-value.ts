import { inspect } from 'node:util';
import { formatDuration } from './duration.js';

/**
 * A wrong value as an error message shows it, on one line: `'abc' (string)`, `5 (number)`, `null`, `an array`. Shows only
 * the keys of an object, because its values may be secrets.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'object') return describeObject(value);
  return `${inspect(value, { maxStringLength: 80, breakLength: Infinity })} (${typeof value})`;
}

/** `25s (25000 ms)` or `250ms`. `note` says where the value came from, if it is not the user's. */
export function describeDuration(ms: number, note?: string): string {
  const formatted = formatDuration(ms);
  const details = [...(formatted.endsWith('ms') ? [] : [`${ms} ms`]), ...(note === undefined ? [] : [note])];
  return details.length === 0 ? formatted : `${formatted} (${details.join(', ')})`;
}

/** The name of an option in a message: in backticks, or escaped if it has unusual characters. */
export function describeName(name: string): string {
  return /^[\w$.-]+$/.test(name) && name.length <= 80
    ? `\`${name}\``
    : inspect(name, { maxStringLength: 80, breakLength: Infinity });
}

function describeObject(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag !== 'Object') return `an object (${JSON.stringify(tag).slice(1, -1)})`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an object without keys';
  const shown = keys.slice(0, 5).map(describeName).join(', ');
  return `an object with ${shown}${keys.length > 5 ? ', …' : ''}`;
}
