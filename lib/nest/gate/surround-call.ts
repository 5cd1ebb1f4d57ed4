import { type NestInterceptor, type Type, UseInterceptors } from '@nestjs/common';
import { type Method } from '../methods/method.js';

/** Nest's own, on a method. */
const interceptorsKey = '__interceptors__';

/**
 * Has Nest surround calls of a gated method by an interceptor, also if decorators above put a function in the gate's place
 * that has nothing of what was on it. They come later than this, and before Nest looks: when the class is complete.
 */
export function surroundCalls(
  target: object,
  key: string | symbol,
  gated: Method,
  interceptor: Type<NestInterceptor>,
): void {
  const surround = UseInterceptors(interceptor);
  surround(target, key, { value: gated });
  // Not queueMicrotask(), which fake timers of a test replace.
  void Promise.resolve().then(() => {
    const outermost: unknown = Object.getOwnPropertyDescriptor(target, key)?.value;
    if (typeof outermost !== 'function' || isSurrounded(outermost, interceptor)) return;
    surround(target, key, { value: outermost });
  });
}

function isSurrounded(method: object, interceptor: Type<NestInterceptor>): boolean {
  const interceptors: unknown = Reflect.getMetadata(interceptorsKey, method);
  return Array.isArray(interceptors) && interceptors.includes(interceptor);
}
