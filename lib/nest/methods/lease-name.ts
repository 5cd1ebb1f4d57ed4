import { isDecoration } from './compiled-as.js';

/**
 * The name of a lease, as a decorator was given it.
 *
 * @param decorator as the user writes it, without parentheses: `@OnlyLeader`
 * @param given all that it was called with
 * @throws TypeError that names the mistake
 */
export function readLeaseName(decorator: string, given: readonly unknown[]): string | undefined {
  if (isDecoration(given)) {
    throw new TypeError(`${decorator} ${placeOf(given)} has no parentheses. Write ${decorator}().`);
  }
  const name = given[0] as string | { readonly name?: unknown } | null | undefined;
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return name;
  const meant = typeof name === 'string' ? undefined : name?.name;
  if (typeof meant === 'string') {
    throw new TypeError(`${decorator} takes the lease's name by itself. Write ${decorator}('${meant}').`);
  }
  throw new TypeError(
    `Expected the name in ${decorator}() to be a non-empty string, got ${JSON.stringify(name) ?? typeof name}.`,
  );
}

function placeOf([target, key]: readonly unknown[]): string {
  if (typeof key === 'object' && key !== null) return `on ${String((key as { readonly name?: unknown }).name)}`;
  const className = typeof target === 'function' ? target.name : (target as object).constructor.name;
  return typeof key === 'string' || typeof key === 'symbol' ? `on ${className}.${String(key)}` : `on ${className}`;
}
