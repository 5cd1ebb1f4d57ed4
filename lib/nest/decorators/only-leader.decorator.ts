import { callKindOf } from '../gate/call-kind.js';
import { gateMethod } from '../gate/gate-method.js';
import { gatesOf } from '../gate/gate-metadata.js';
import { type GateSpec, type Otherwise } from '../gate/gate-spec.js';
import { onceMethod } from '../gate/once-method.js';
import { type TickOptions } from '../../core/ticks/once-options.js';
import { refuseStandardDecorator } from '../methods/compiled-as.js';
import { methodOf } from '../methods/decorated-method.js';
import { lifecycleHook } from '../methods/lifecycle-hooks.js';
import { type Method } from '../methods/method.js';
import { readOnlyLeader } from './only-leader-arguments.js';

export interface OnlyLeaderOptions extends TickOptions {
  /**
   * Every tick of a `@Cron` or `@Interval` job runs once, whichever replica leads: none is lost, and none runs twice. The
   * leader writes each tick down in the lease before it runs. `currentRun` says which tick a call is.
   *
   * @default false
   */
  once?: boolean;
  /**
   * What happens to a call while this process does not lead:
   * - `'skip'`: it returns undefined (an async method a promise of it), with a line at debug level;
   * - `'throw'`: it throws `NotLeaderException` (an async method rejects with it).
   *
   * @default 'throw' for a call that only this replica received (a route, a handler of `@MessagePattern`, `@EventPattern`,
   * `@SubscribeMessage` or of GraphQL), because to skip it would lose it; 'skip' for the others (`@Cron`, `@Interval`,
   * `@Timeout`, `@OnEvent`, a plain method), because every replica has them
   */
  otherwise?: Otherwise;
}

/**
 * Runs a method only while this process leads. Shutdown and the end of a term wait for the calls under way. In such a call,
 * `LeaderService.currentRun` has the signals and the fencing token.
 *
 * On a class, it gates every method that Nest calls by itself: routes, message handlers, jobs and listeners, also inherited
 * ones. On a method, it works above or below other decorators, on instances that Nest made. A subclass that overrides the
 * method has to decorate it again.
 *
 * @example
 * ```ts
 * @Cron('0 0 * * *')
 * @OnlyLeader()
 * async sendInvoices() {}
 *
 * @Cron('0 0 * * *', { timeZone: 'Europe/Berlin' })
 * @OnlyLeader({ once: true, catchUp: '2h' })
 * async closeTheBooks() {}
 *
 * @OnlyLeader('reports', { otherwise: 'throw' })
 * buildReport() {}
 * ```
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 * @throws TypeError (when the class is defined) on anything it cannot gate: a static method, an accessor, a property, a
 * generator, or a class without any such method
 */
export function OnlyLeader(name?: string, options?: OnlyLeaderOptions): MethodDecorator & ClassDecorator;
export function OnlyLeader(options: OnlyLeaderOptions): MethodDecorator & ClassDecorator;
export function OnlyLeader(...given: unknown[]): MethodDecorator & ClassDecorator {
  const { spec, once } = readOnlyLeader(given);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    refuseStandardDecorator('@OnlyLeader()', key);
    if (key === undefined && typeof target === 'function' && typeof descriptor !== 'number') {
      if (once !== undefined) {
        throw new TypeError(`@OnlyLeader({ once }) belongs on a job's method, not on the class ${target.name}.`);
      }
      gateClass(target, spec);
      return;
    }
    const method = methodOf('@OnlyLeader()', target, key, descriptor);
    refuseUngatable(method, `${target.constructor.name}.${String(key)}`, key!);
    descriptor!.value =
      once === undefined ? gateMethod(target, key!, method, spec) : onceMethod(target, key!, method, spec, once);
  };
}

function refuseUngatable(method: Method, call: string, key: string | symbol): void {
  if (/Generator/.test(method.constructor.name)) {
    throw new TypeError(`@OnlyLeader() cannot gate a generator, and ${call} is one. Gate the method that consumes it.`);
  }
  const hook = lifecycleHook(key);
  if (hook === undefined) return;
  throw new TypeError(
    `@OnlyLeader() on ${call} would never let it run: Nest calls this hook ${hook.when}. ` +
      `Put the work into a method of its own with ${hook.instead}.`,
  );
}

function gateClass(target: { name: string; prototype: object }, spec: GateSpec): void {
  const methods = entryPointsOf(target.prototype);
  if (methods.size === 0) {
    throw new TypeError(
      `@OnlyLeader() on the class ${target.name} found no route, message handler, job or listener to gate. ` +
        'Put it on the methods that only the leader should run.',
    );
  }
  for (const [key, descriptor] of methods) {
    const method = descriptor.value as Method;
    if (gatesOf(target.prototype, key).some(({ name }) => name === spec.name)) continue;
    Object.defineProperty(target.prototype, key, {
      ...descriptor,
      value: gateMethod(target.prototype, key, method, spec),
    });
  }
}

/** The nearest descriptor of each method that Nest calls, own or inherited. */
function entryPointsOf(prototype: object): Map<string | symbol, PropertyDescriptor> {
  const seen = new Set<string | symbol>(['constructor']);
  const found = new Map<string | symbol, PropertyDescriptor>();
  for (let level = prototype; level !== Object.prototype && level; level = Object.getPrototypeOf(level) as object) {
    for (const key of Reflect.ownKeys(level)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const descriptor = Object.getOwnPropertyDescriptor(level, key)!;
      if (
        typeof descriptor.value === 'function' &&
        callKindOf(prototype, key, descriptor.value as Method) !== undefined
      ) {
        found.set(key, descriptor);
      }
    }
  }
  return found;
}
