import { types } from 'node:util';
import { gatesOf } from '../gate/gate-metadata.js';
import { handlersOf } from '../handlers/handler-metadata.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { type Method } from '../methods/method.js';

/** Under which property wrappers keep what they wrap, if they do: as Sentry and OpenTelemetry mark it. */
const originals = ['__sentry_original__', '__original'] as const;

/**
 * The names of the functions that other decorators put around a method, the outermost first. What can be seen of them is
 * the outermost, what each decorator of ours found, and what those say that they wrap.
 */
export function wrappersOf({ prototype, key, method }: AppMethod): string[] {
  const gates = gatesOf(prototype, key).toReversed();
  const handlers = handlersOf(prototype, key).toReversed();
  const ours = new Set(gates.map(({ gated }) => gated));
  const seen = new Set<Method>();
  for (const found of [
    method,
    ...handlers.map(({ method: below }) => below),
    ...gates.map(({ found: below }) => below),
  ]) {
    for (let next: unknown = found; typeof next === 'function'; next = originalOf(next as Method)) {
      if (ours.has(next as Method)) break;
      if (isWrapper(next as Method, key, gates.length > 0 && found === method)) seen.add(next as Method);
    }
  }
  return [...seen].map(wrapper => nameOf(wrapper, key));
}

/** @param isAboveGate then it is none of ours, whatever its name */
function isWrapper(method: Method, key: string, isAboveGate: boolean): boolean {
  return isAboveGate || types.isProxy(method) || method.name !== key;
}

function originalOf(method: Method): unknown {
  const properties = method as unknown as Readonly<Record<string, unknown>>;
  return originals.map(name => properties[name]).find(value => value !== undefined);
}

function nameOf(method: Method, key: string): string {
  if (types.isProxy(method)) return `a Proxy of ${method.name}`;
  if (method.name === key) return 'a function of the same name';
  return method.name === '' ? 'a function without a name' : method.name;
}
