import { type Method } from '../methods/method.js';

const notCarried = new Set<PropertyKey>(['prototype', 'arguments', 'caller']);

/**
 * Makes a wrapper look like what it wraps: its name, length, own properties and metadata, so that decorators below it go
 * on working. (Those above mark the wrapper themselves; the types and parameter decorators of a method are kept by its
 * class.)
 */
export function carryOver(original: Method, wrapper: Method): void {
  const properties = Object.getOwnPropertyDescriptors(original) as Record<PropertyKey, PropertyDescriptor>;
  for (const key of Reflect.ownKeys(properties)) {
    if (!notCarried.has(key)) Object.defineProperty(wrapper, key, properties[key]);
  }
  for (const key of Reflect.getOwnMetadataKeys(original) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, original), wrapper);
  }
}
