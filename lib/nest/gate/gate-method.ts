import { carryOver } from './carry-over.js';
import { markGate } from './gate-metadata.js';
import { type GateSpec } from './gate-spec.js';
import { gateOf, type LeaderGate } from './leader-gate.js';
import { leaderInterceptor } from './leader.interceptor.js';
import { type Gated, injectLeader } from '../service/leader-property.js';
import { letThrough } from './let-through.js';
import { refusalOf } from './refusal.js';
import { type StreamGate, withinTerm } from './stream-gate.js';
import { emptyResult, fail, resultKindOf } from './result-kind.js';
import { surroundCalls } from './surround-call.js';
import { isDetached, UnreadyGateError } from './unready-gate.error.js';
import { type Method } from '../methods/method.js';
import { moduleOf } from '../service/leader-token.js';

/**
 * The gate: a method to put in the place of `original`, which runs it only while this process leads, and tracks it until
 * its promise settles. What is not let through never begins.
 *
 * It takes the method's place, so the guards, interceptors and pipes of a route come first. An interceptor beside it keeps
 * the run open until the answer is sent.
 *
 * @param target the prototype that has the method
 */
export function gateMethod(target: object, key: string | symbol, original: Method, spec: GateSpec): Method {
  const call = `${target.constructor.name || 'an anonymous class'}.${String(key)}`;
  const gate = `@OnlyLeader(${spec.name === undefined ? '' : `'${spec.name}'`}) on ${call}`;
  const property = injectLeader(target, gate, spec.name);
  const kind = resultKindOf(target, key, original);
  const skipped = emptyResult(kind);
  const refusal = refusalOf(spec, key);

  function refuse(instance: object, leaderGate: LeaderGate): unknown {
    const how = refusal(instance, gated);
    if (how === 'throw') return fail(kind, leaderGate.refusal());
    leaderGate.skipped(call, how);
    return skipped;
  }

  function streamGate(instance: object, leaderGate: LeaderGate): StreamGate {
    return {
      enter: () => leaderGate.enter(call),
      refusal: () => (refusal(instance, gated) === 'throw' ? leaderGate.refusal() : undefined),
    };
  }

  // The way of a call that is not let through allocates nothing: `args` is only passed on.
  function gated(this: unknown, ...args: unknown[]): unknown {
    const leader = (this as Gated)?.[property];
    if (leader === undefined)
      return fail(kind, new UnreadyGateError(gate, moduleOf(spec.name), isDetached(target, this)));
    const leaderGate = gateOf(leader, spec.name);
    const run = leaderGate.enter(call);
    if (run === undefined) return refuse(this as object, leaderGate);
    return letThrough(
      run,
      () => original.apply(this, args),
      stream => withinTerm(stream, streamGate(this as object, leaderGate)),
    );
  }

  carryOver(original, gated);
  markGate(target, key, { name: spec.name, property, otherwise: spec.otherwise, gated, found: original });
  surroundCalls(target, key, gated, leaderInterceptor(spec, gate, call));
  return gated;
}
