import { carryOver } from './carry-over.js';
import { markGate } from './gate-metadata.js';
import { type GateSpec, type Method } from './gate-spec.js';
import { type Gated, injectLeader } from './leader-property.js';
import { fail, nothing, resultKindOf } from './result-kind.js';
import { UnreadyGateError } from './unready-gate.error.js';
import { LeaderService } from '../service/leader.service.js';
import { moduleOf } from '../service/leader-token.js';
import { type ResolvedTickOptions } from '../../core/ticks/once-options.js';

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
  const kind = resultKindOf(target, key, original);
  const skipped = nothing(kind);

  function reminded(this: unknown, ...args: unknown[]): unknown {
    const leader = (this as Gated)?.[property];
    if (leader === undefined) return fail(kind, new UnreadyGateError(gate, moduleOf(name)));
    const ticks = LeaderService.tick(leader, this as object, key);
    if (ticks === 'stub') return original.apply(this, args);
    if (ticks !== undefined) return kind === 'promise' ? ticks : skipped;
    LeaderService.skipped(leader, call);
    return skipped;
  }

  carryOver(original, reminded);
  markGate(reminded, { name, property, once: { options, original } });
  return reminded;
}
