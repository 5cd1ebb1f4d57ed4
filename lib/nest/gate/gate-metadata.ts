import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';
import { DecoratedMethods } from '../methods/decorated-methods.js';
import { type Method } from '../methods/method.js';

const gates = new DecoratedMethods<GateMark>();

/** Of a gated method: under which property its instances keep the lease's service. */
export interface GateMark {
  /** The lease's name; undefined for the first one. */
  readonly name: string | undefined;
  readonly property: symbol;
  readonly once?: OnceMark;
}

/** Of a job whose ticks are kept. */
export interface OnceMark {
  readonly options: ResolvedTickOptions;
  /** The method behind the gate. */
  readonly original: Method;
  /** Where an instance keeps the job's ticks, once its schedule is known. */
  readonly ticks: symbol;
}

export function hasOnce(prototype: object | null, key: string | symbol): boolean {
  return gatesOf(prototype, key).some(({ once }) => once !== undefined);
}

/** @param target the prototype that has the method */
export function markGate(target: object, key: string | symbol, mark: GateMark): void {
  gates.note(target, key, mark);
}

/** Every gate of a method; several if it was decorated several times. */
export function gatesOf(prototype: object | null, key: string | symbol): readonly GateMark[] {
  return gates.of(prototype, key);
}
