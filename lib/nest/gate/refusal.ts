import { callKindOf, isReceivedByOne } from './call-kind.js';
import { type GateSpec } from './gate-spec.js';
import { type Method } from '../methods/method.js';

/**
 * What happens to a call that is not let through. Without `otherwise`, and if nobody can tell whether another replica has
 * the same call, it is skipped with a warning (`unasked`): a rejection that nobody expects would end a follower's process.
 */
export type Refusal = 'throw' | 'skip' | 'unasked';

/**
 * Decides by the metadata of the method as the class has it now: decorators above the gate came later, and may have
 * wrapped it again.
 */
export function refusalOf({ otherwise }: GateSpec, key: string | symbol): (instance: object, gated: Method) => Refusal {
  if (otherwise !== undefined) return () => otherwise;
  let asked: unknown;
  let type: unknown;
  let answer: Refusal = 'unasked';
  return (instance, gated) => {
    const method = (instance as Record<string | symbol, unknown>)[key];
    if (method !== asked || instance.constructor !== type) {
      asked = method;
      type = instance.constructor;
      answer = refusalFor(instance, key, typeof method === 'function' ? (method as Method) : gated, gated);
    }
    return answer;
  };
}

/** @param method the outermost function of that name, and `gated` our own below it */
export function refusalFor(instance: object, key: string | symbol, method: Method, gated: Method): Refusal {
  if (isReceivedByOne(gated)) return 'throw';
  const kind = callKindOf(instance, key, method) ?? callKindOf(instance, key, gated);
  if (kind?.reach === 'one') return 'throw';
  return kind?.reach === 'all' ? 'skip' : 'unasked';
}
