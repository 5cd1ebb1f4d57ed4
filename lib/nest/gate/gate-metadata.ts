import { type Method } from '../methods/method.js';
import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';

const gatesKey = 'nestjs-kubernetes-leader:gates';

/** On a gated method: under which property its instances keep the lease's service. */
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

export function hasOnce(method: Method): boolean {
  return gatesOf(method).some(({ once }) => once !== undefined);
}

export function markGate(method: Method, mark: GateMark): void {
  Reflect.defineMetadata(gatesKey, [...gatesOf(method), mark], method);
}

/** Every gate of a method: several, if it was decorated several times. */
export function gatesOf(method: Method): readonly GateMark[] {
  return (Reflect.getOwnMetadata(gatesKey, method) as readonly GateMark[] | undefined) ?? [];
}
