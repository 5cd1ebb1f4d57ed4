import { type Otherwise } from './gate-spec.js';
import { DecoratedMethods } from '../methods/decorated-methods.js';
import { type Method } from '../methods/method.js';

const gates = new DecoratedMethods<GateMark>();

/** Of a gated method: under which property its instances keep the lease's service. */
export interface GateMark {
  /** The lease's name; undefined for the first one. */
  readonly name: string | undefined;
  readonly property: symbol;
  /** As it was told; undefined: by the kind of call. */
  readonly otherwise?: Otherwise | undefined;
  /** The gate itself: what the class has under that key, unless other decorators have wrapped it since. */
  readonly gated: Method;
  /** What the decorator found, and the gate calls: the method, or another decorator's wrapper. */
  readonly found: Method;
}

/** @param target the prototype that has the method */
export function markGate(target: object, key: string | symbol, mark: GateMark): void {
  gates.note(target, key, mark);
}

/** Every gate of a method; several if it was decorated several times. */
export function gatesOf(prototype: object | null, key: string | symbol): readonly GateMark[] {
  return gates.of(prototype, key);
}
