import { type LeaseSpec } from '../record/lease.js';

/** A longer duration than a week is nobody's intention, and waiting for it would be for ever. */
export const longestSensibleSeconds = 7 * 24 * 3600;

/** The duration that marks a release, as client-go leaves it (rule 5). */
export const releasedSeconds = 1;

const int32Max = 2 ** 31 - 1;

export function holderOf(spec: LeaseSpec | null | undefined): string | undefined {
  const holder: unknown = spec?.holderIdentity;
  return typeof holder === 'string' && holder !== '' ? holder : undefined;
}

/** Milliseconds; undefined if it is missing or senseless (rule 4). */
export function durationOf(spec: LeaseSpec | null | undefined): number | undefined {
  const seconds: unknown = spec?.leaseDurationSeconds;
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 && seconds <= longestSensibleSeconds
    ? seconds * 1000
    : undefined;
}

export function isReleased(spec: LeaseSpec | null | undefined): boolean {
  return holderOf(spec) === undefined && spec?.leaseDurationSeconds === releasedSeconds;
}

export function transitionsOf(spec: LeaseSpec | null | undefined): number {
  const transitions: unknown = spec?.leaseTransitions;
  return typeof transitions === 'number' && Number.isInteger(transitions) && transitions >= 0 && transitions < int32Max
    ? transitions
    : 0;
}

/**
 * Deep equality of JSON values: an election looks at no field of a spec it does not know, but sees it change. However
 * deep: what is not compared yet waits in a list, not on the stack.
 */
export function isSameJson(one: unknown, other: unknown): boolean {
  const pairs: [unknown, unknown][] = [[one, other]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      pairs.push([a[key as keyof typeof a], b[key as keyof typeof b]]);
    }
  }
  return true;
}
