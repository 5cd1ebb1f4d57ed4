import { UseInterceptors } from '@nestjs/common';
import { carryOver } from './carry-over.js';
import { isReceivedByOne } from './entry-points.js';
import { markGate } from './gate-metadata.js';
import { type GateRun } from './gate-run.js';
import { type GateSpec } from './gate-spec.js';
import { leaderInterceptor } from './leader.interceptor.js';
import { type Gated, injectLeader } from './leader-property.js';
import { emptyResult, fail, resultKindOf } from './result-kind.js';
import { isDetached, UnreadyGateError } from './unready-gate.error.js';
import { type Method } from '../methods/method.js';
import { gateOf, type LeaderGate } from './leader-gate.js';
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
  const isRefused = refusal(spec, key);

  function refuse(instance: object, leaderGate: LeaderGate): unknown {
    if (isRefused(instance, gated)) return fail(kind, leaderGate.refusal());
    leaderGate.skipped(call);
    return skipped;
  }

  // The way of a call that is not let through allocates nothing: `args` is only passed on.
  function gated(this: unknown, ...args: unknown[]): unknown {
    const leader = (this as Gated)?.[property];
    if (leader === undefined)
      return fail(kind, new UnreadyGateError(gate, moduleOf(spec.name), isDetached(target, this)));
    const leaderGate = gateOf(leader, spec.name);
    const run = leaderGate.enter(call);
    if (run === undefined) return refuse(this as object, leaderGate);
    return letThrough(run, original, this, ...args);
  }

  carryOver(original, gated);
  markGate(target, key, { name: spec.name, property });
  UseInterceptors(leaderInterceptor(spec.name, gate, call))(target, key, { value: gated });
  return gated;
}

function letThrough(run: GateRun, method: Method, instance: unknown, ...args: unknown[]): unknown {
  let result: unknown;
  try {
    result = run.within(() => method.apply(instance, args));
  } catch (error) {
    run.end();
    throw error;
  }
  if (isThenable(result)) return settled(run, result);
  run.end();
  return result;
}

/** The same outcome; the run ends with it. A rejection is passed on once, and so is reported if nobody handles it. */
function settled(run: GateRun, result: PromiseLike<unknown>): PromiseLike<unknown> {
  return result.then(
    value => {
      run.end();
      return value;
    },
    (error: unknown) => {
      run.end();
      throw error;
    },
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/**
 * Whether a call that is not let through is refused, rather than skipped. By the metadata of the method as the class has
 * it now: decorators above this one came later, and may have wrapped it again.
 */
function refusal({ otherwise }: GateSpec, key: string | symbol): (instance: object, gated: Method) => boolean {
  if (otherwise !== undefined) return () => otherwise === 'throw';
  let asked: unknown;
  let answer = false;
  return (instance, gated) => {
    const method = (instance as Record<string | symbol, unknown>)[key];
    if (method !== asked) {
      asked = method;
      answer = isReceivedByOne(gated) || (typeof method === 'function' && isReceivedByOne(method as Method));
    }
    return answer;
  };
}
