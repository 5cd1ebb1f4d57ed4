type Method = (this: unknown, ...args: unknown[]) => unknown;

/** As an error tracker or a transaction wraps a method: in its place, with nothing of what was on it. */
export function Traced(_target: object, _key: string | symbol, descriptor: PropertyDescriptor): void {
  const method = descriptor.value as Method;
  descriptor.value = function traced(this: unknown, ...args: unknown[]) {
    return method.apply(this, args);
  };
}
