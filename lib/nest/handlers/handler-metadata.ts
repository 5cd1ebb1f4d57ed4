import { methodOf } from '../methods/decorated-method.js';
import { DecoratedMethods } from '../methods/decorated-methods.js';

const handlers = new DecoratedMethods<HandlerMark>();

/** The events that have a decorator. */
export type HandledEvent = 'acquired' | 'lost' | 'leaderChanged';

/** Of a method: which event of which lease calls it. */
export interface HandlerMark {
  readonly event: HandledEvent;
  /** As the user wrote it, for messages. */
  readonly decorator: string;
  /** The lease's name; undefined for the first one. */
  readonly name: string | undefined;
}

/** The decorator that leaves such a mark; several may stand on one method. */
export function leadershipHandler(event: HandledEvent, decorator: string, name: string | undefined): MethodDecorator {
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw new TypeError(`Expected the name in ${decorator} to be a non-empty string, got ${JSON.stringify(name)}.`);
  }
  return (target, key, descriptor) => {
    methodOf(decorator, target, key, descriptor);
    if (typeof key === 'symbol') {
      throw new TypeError(`${decorator} belongs on a method with a name, and ${String(key)} is a symbol.`);
    }
    handlers.note(target, key, { event, decorator, name });
  };
}

export function handlersOf(prototype: object | null, key: string | symbol): readonly HandlerMark[] {
  return handlers.of(prototype, key);
}
