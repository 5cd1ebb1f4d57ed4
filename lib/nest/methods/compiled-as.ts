/** What a standard (TC39) decorator gets as its second argument. */
interface StandardContext {
  readonly kind: string;
  readonly name?: string | symbol;
}

/**
 * Refuses a decorator that was compiled as a standard one: Nest reads only those of `experimentalDecorators`.
 *
 * @param decorator as the user writes it: `@OnlyLeader()`
 * @param second what it was called with after the target
 * @throws TypeError
 */
export function refuseStandardDecorator(decorator: string, second: unknown): void {
  if (!isStandardContext(second)) return;
  const { kind, name } = second;
  throw new TypeError(
    `${decorator} on the ${kind} ${String(name ?? 'without a name')} was compiled as a standard (TC39) decorator, which Nest ` +
      'does not read. Set "experimentalDecorators": true and "emitDecoratorMetadata": true in tsconfig.json; in .swcrc, ' +
      '"legacyDecorator": true and "decoratorMetadata": true.',
  );
}

/** Whether a decorator's factory was itself called as a decorator: somebody left the parentheses out. */
export function isDecoration([target, key]: readonly unknown[]): boolean {
  if (typeof target === 'function' || isStandardContext(key)) return true;
  return typeof target === 'object' && target !== null && (typeof key === 'string' || typeof key === 'symbol');
}

function isStandardContext(value: unknown): value is StandardContext {
  return typeof value === 'object' && value !== null && typeof (value as Partial<StandardContext>).kind === 'string';
}
