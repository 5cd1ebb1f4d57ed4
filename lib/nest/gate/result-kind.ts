import { EMPTY, Observable } from 'rxjs';
import { type Method } from '../methods/method.js';

/** How a method returns its result, if its declaration says so. */
export type ResultKind = 'promise' | 'observable' | 'value';

export function resultKindOf(target: object, key: PropertyKey, method: Method): ResultKind {
  const declared: unknown = Reflect.getMetadata('design:returntype', target, key as string | symbol);
  if (method.constructor.name === 'AsyncFunction' || declared === Promise) return 'promise';
  return declared === Observable ? 'observable' : 'value';
}

/** What a skipped call returns: nothing, in the shape that its caller waits for. Made once, for all calls. */
export function emptyResult(kind: ResultKind): unknown {
  if (kind === 'promise') return Promise.resolve();
  return kind === 'observable' ? EMPTY : undefined;
}

/** Fails as a method of that kind would. */
export function fail(kind: ResultKind, error: Error): Promise<never> {
  if (kind === 'promise') return Promise.reject(error);
  throw error;
}
