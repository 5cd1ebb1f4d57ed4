/** Knows an injection token by the methods of its class, which has another name in a minified bundle. */
export function isClassWith(token: unknown, methods: readonly string[]): boolean {
  const prototype = typeof token === 'function' ? (token.prototype as Partial<Record<string, unknown>>) : undefined;
  return methods.every(name => typeof prototype?.[name] === 'function');
}
