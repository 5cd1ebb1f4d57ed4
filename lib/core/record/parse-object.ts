import { isObject } from './is-object.js';

/** What an annotation has as JSON. Undefined for anything but an object, because anybody may write anything there. */
export function parseObject(text: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
