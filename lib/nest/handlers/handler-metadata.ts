import { methodOf } from '../methods/decorated-method.js';
import { DecoratedMethods } from '../methods/decorated-methods.js';
import { type Method } from '../methods/method.js';
import { readLeaseName } from '../methods/lease-name.js';
import { lifecycleHook } from '../methods/lifecycle-hooks.js';
import { injectLeader } from '../service/leader-property.js';

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
  /** What the decorator found: other decorators may have wrapped it since. */
  readonly method: Method;
}

/**
 * The decorator that leaves such a mark; several may stand on one method.
 *
 * @param name the decorator's, as the user writes it: `@OnLeadershipLost`
 * @param given what it was called with: at most the lease's name
 * @throws TypeError that names the mistake
 */
export function leadershipHandler(event: HandledEvent, name: string, given: readonly unknown[]): MethodDecorator {
  const lease = readLeaseName(name, given);
  const decorator = `${name}()`;
  return (target, key, descriptor) => {
    const method = methodOf(decorator, target, key, descriptor);
    const call = `${target.constructor.name}.${String(key)}`;
    if (typeof key === 'symbol') {
      throw new TypeError(`${decorator} belongs on a method with a name, and ${call} is a symbol.`);
    }
    const hook = lifecycleHook(key);
    if (hook !== undefined) {
      throw new TypeError(
        `${decorator} on ${call}: Nest itself calls this hook, ${hook.when} and without a term. Give the handler a method of its own.`,
      );
    }
    injectLeader(target, `${decorator} on ${call}`, lease);
    handlers.note(target, key, { event, decorator, name: lease, method });
  };
}

export function handlersOf(prototype: object | null, key: string | symbol): readonly HandlerMark[] {
  return handlers.of(prototype, key);
}
