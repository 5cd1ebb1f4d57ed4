import { isObject } from '../../record/is-object.js';
import { type Eligible } from '../eligibility.js';
import { type ElectorLogger } from '../logger.js';

/** What an option must be: the check, and the words that follow "Expected `option` to be …". */
export interface Expectation<T> {
  readonly accepts: (value: unknown) => value is T;
  readonly expected: string;
}

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const wholeLabel = new RegExp(`^${label}$`);
const wholeSubdomain = new RegExp(`^${label}(?:\\.${label})*$`);

/** What Kubernetes requires of a Lease's name. */
export const rfc1123Subdomain: Expectation<string> = {
  // The length comes first, so that the regular expression never sees a megabyte.
  accepts: (value): value is string => typeof value === 'string' && value.length <= 253 && wholeSubdomain.test(value),
  expected:
    'an RFC 1123 subdomain (lowercase letters, digits, "-" and ".", each part starting and ending with a letter or digit, at most 253 characters)',
};

/** What Kubernetes requires of a namespace's name. */
export const rfc1123Label: Expectation<string> = {
  accepts: (value): value is string => typeof value === 'string' && value.length <= 63 && wholeLabel.test(value),
  expected:
    'an RFC 1123 label (lowercase letters, digits and "-", starting and ending with a letter or digit, at most 63 characters)',
};

/** Kubernetes accepts any `holderIdentity`. But a blank one means "nobody", and half a surrogate pair changes in transit. */
export const printableIdentity: Expectation<string> = {
  accepts: (value): value is string =>
    typeof value === 'string' && value.length <= 1024 && value.trim() !== '' && isPrintable(value),
  expected: 'a non-empty string of printable characters, at most 1024 of them',
};

export const nonEmptyString: Expectation<string> = {
  accepts: (value): value is string => typeof value === 'string' && value.trim() !== '',
  expected: 'a non-empty string',
};

export const trueOrFalse: Expectation<boolean> = {
  accepts: (value): value is boolean => typeof value === 'boolean',
  expected: 'true or false',
};

/** An async function answers later, and its promise would count as yes. */
export const eligibleOrFunction: Expectation<Eligible> = {
  accepts: (value): value is Eligible =>
    typeof value === 'boolean' || (isFunction(value) && value.constructor.name !== 'AsyncFunction'),
  expected: 'true, false or a function that returns one of them at once (not an async one)',
};

export const loggerOrFalse: Expectation<ElectorLogger | false> = {
  accepts: (value): value is ElectorLogger | false =>
    value === false || (isObject(value) && ['log', 'warn', 'error'].every(method => isFunction(value[method]))),
  expected: 'false or a logger with the methods `log`, `warn` and `error`',
};

/** Checks for ASCII first: a regular expression literal with `\p` would load V8's Unicode tables with this file. */
function isPrintable(text: string): boolean {
  return /^[ -~]*$/.test(text) || !new RegExp('\\p{C}', 'u').test(text);
}

export function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === 'function';
}
