import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';
import { DecoratedMethods } from '../methods/decorated-methods.js';

/** A method with `@OnlyLeader({ once: true })`. */
export interface OnceMark {
  /** The lease's name; undefined for the first one. */
  readonly lease: string | undefined;
  /** As messages name it: of the class where the decorator stands. */
  readonly call: string;
  /** Where an instance keeps the lease's service. */
  readonly property: symbol;
  /** Where an instance keeps the job's ticks, once its schedule is known. */
  readonly ticks: symbol;
  readonly options: ResolvedTickOptions;
}

/** By class and key, since other decorators may stand above, and hide what they wrap. */
export const onceMethods = new DecoratedMethods<OnceMark>();
