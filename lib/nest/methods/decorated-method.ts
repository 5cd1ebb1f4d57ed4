import { refuseStandardDecorator } from './compiled-as.js';
import { type Method } from './method.js';

/**
 * The method that a decorator stands on.
 *
 * @throws TypeError if it is something else
 */
export function methodOf(
  decorator: string,
  target: object,
  key: string | symbol | undefined,
  descriptor: PropertyDescriptor | undefined,
): Method {
  refuseStandardDecorator(decorator, key);
  if (typeof target === 'function') {
    const what =
      key === undefined
        ? `the class or a constructor parameter of ${target.name}`
        : `the static ${target.name}.${String(key)}`;
    throw new TypeError(`${decorator} belongs on a method of an instance that Nest makes, not on ${what}.`);
  }
  const method: unknown = descriptor?.value;
  if (typeof method !== 'function') {
    throw new TypeError(
      `${decorator} belongs on a method, and ${target.constructor.name}.${String(key)} is a property, an accessor or a parameter.`,
    );
  }
  return method as Method;
}
