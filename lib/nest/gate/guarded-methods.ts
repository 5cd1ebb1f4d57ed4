import { isLeaderGuard } from './leader.guard.js';

/** Nest's own, on a method or its class. */
const guardsKey = '__guards__';

/** Where a `LeaderGuard` stands before a method, if one does. */
export function leaderGuardOf(prototype: object, key: string): 'method' | 'class' | undefined {
  const method = (prototype as Record<string, unknown>)[key];
  if (hasLeaderGuard(Reflect.getOwnMetadata(guardsKey, method as object))) return 'method';
  return hasLeaderGuard(Reflect.getMetadata(guardsKey, prototype.constructor)) ? 'class' : undefined;
}

function hasLeaderGuard(guards: unknown): boolean {
  return Array.isArray(guards) && guards.some(isLeaderGuard);
}
