import { carryOver } from './carry-over.js';
import { markGate } from './gate-metadata.js';
import { type GateSpec } from './gate-spec.js';
import { injectLeader } from './leader-property.js';
import { emptyResult, fail, resultKindOf } from './result-kind.js';
import { UnreadyGateError } from './unready-gate.error.js';
import { type JobTicks } from '../../core/ticks/job-ticks.js';
import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';
import { type Method } from '../methods/method.js';
import { internalsOf } from '../service/internals-of.js';
import { moduleOf } from '../service/leader-token.js';
import { type LeaderService } from '../service/leader.service.js';

/** An instance of a class with such a method, by the two symbols of its gate. */
type Instance = { readonly [property: symbol]: unknown } | undefined;

/**
 * The gate of a job with `once`: whoever calls the method only reminds the lease's ticks to look whether one is due, and
 * waits for what is run then. Its result is of no use to a scheduler, and its errors are logged.
 *
 * @param target the prototype that has the method
 */
export function onceMethod(
  target: object,
  key: string | symbol,
  original: Method,
  { name }: GateSpec,
  options: ResolvedTickOptions,
): Method {
  const call = `${target.constructor.name || 'an anonymous class'}.${String(key)}`;
  const gate = `@OnlyLeader({ once }) on ${call}`;
  const property = injectLeader(target, gate, name);
  const ticksOfJob = Symbol(`ticks of ${call}`);
  const kind = resultKindOf(target, key, original);
  const skipped = emptyResult(kind);

  function reminded(this: unknown, ...args: unknown[]): unknown {
    const instance = this as Instance;
    const leader = instance?.[property] as LeaderService | undefined;
    if (leader === undefined) return fail(kind, new UnreadyGateError(gate, moduleOf(name)));
    const internals = internalsOf(leader);
    if (internals === undefined) return leader.isLeader ? original.apply(this, args) : skipped; // a stub in a test
    const ticks = instance?.[ticksOfJob] as JobTicks | undefined;
    if (ticks === undefined || !internals.elector.isLeader) {
      internals.skipped(call);
      return skipped;
    }
    const done = ticks.check();
    return kind === 'promise' ? done : skipped;
  }

  carryOver(original, reminded);
  markGate(target, key, { name, property, once: { options, original, ticks: ticksOfJob } });
  return reminded;
}
