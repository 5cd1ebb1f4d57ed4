import { type AppMethod } from '../discovery/app-methods.js';
import { callKindOf } from '../gate/call-kind.js';
import { leaderGuardOf } from '../gate/guarded-methods.js';
import { handlersOf } from '../handlers/handler-metadata.js';
import { lifecycleHook } from '../methods/lifecycle-hooks.js';

/** What is wrong with the app's `LeaderGuard`s: Nest asks guards before routes and messages only. */
export interface UselessGuards {
  /** The guard was meant for this very method, or its class has nothing that it guards. */
  readonly problems: readonly string[];
  /** The guard has something to do elsewhere in the class, or nobody knows what calls the method. */
  readonly warnings: readonly string[];
}

/** @param methods those that a `LeaderGuard` stands before, by themselves or with their class */
export function findUselessGuards(methods: readonly AppMethod[]): UselessGuards {
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const method of methods) {
    const place = leaderGuardOf(method.prototype, method.key);
    const calledAs = unguardedKind(method);
    if (calledAs === 'guarded' || (calledAs === undefined && place === 'class')) continue;
    const problem = describe(method.call, calledAs);
    const mayBeMeant = calledAs === undefined || (place === 'class' && hasGuardedMethod(method, methods));
    (mayBeMeant ? warnings : problems).push(problem);
  }
  return { problems, warnings };
}

/** What calls the method without asking a guard; undefined if nobody knows. */
function unguardedKind({ prototype, key, method }: AppMethod): string | undefined {
  if (handlersOf(prototype, key).length > 0) return 'a handler of the election';
  if (lifecycleHook(key) !== undefined) return 'a hook of Nest';
  const kind = callKindOf(prototype, key, method);
  return kind?.isGuarded ? 'guarded' : kind?.name;
}

function hasGuardedMethod({ prototype }: AppMethod, methods: readonly AppMethod[]): boolean {
  return methods.some(other => other.prototype === prototype && unguardedKind(other) === 'guarded');
}

function describe(call: string, calledAs: string | undefined): string {
  const what = calledAs === undefined ? 'neither a route nor a message' : calledAs;
  const instead = calledAs?.startsWith('a h') ? 'Leave the guard out.' : 'Use @OnlyLeader() there.';
  return `LeaderGuard has no effect on ${call}, which is ${what}: Nest asks no guards before it. ${instead}`;
}
