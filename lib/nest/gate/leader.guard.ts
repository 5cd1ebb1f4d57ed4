import { type CanActivate, type ExecutionContext, Inject, Injectable, type Type } from '@nestjs/common';
import { inContext } from './context-exception.js';
import { gateOf } from './leader-gate.js';
import { isDecoration } from '../methods/compiled-as.js';
import { readLeaseName } from '../methods/lease-name.js';
import { internalsOf } from '../service/internals-of.js';
import { LeaderService } from '../service/leader.service.js';
import { getLeaderToken } from '../service/leader-token.js';

/** A guard class, and a function that makes others: `@UseGuards(LeaderGuard)`, `@UseGuards(LeaderGuard('reports'))`. */
export interface LeaderGuard extends CanActivate {
  canActivate(context: ExecutionContext): Promise<true>;
}

/** A class that Nest makes, and a function that makes one for a second lease: `LeaderGuard('reports')`. */
export interface LeaderGuardType {
  new (leader: LeaderService): LeaderGuard;
  (name?: string): Type<LeaderGuard>;
  /** Of the class. */
  readonly prototype: LeaderGuard;
}

/**
 * Lets a route or message handler pass while this process leads, and throws `NotLeaderException` otherwise. It only checks
 * at the door: nothing waits for calls that have passed, and they have no `currentRun`. Use `@OnlyLeader()` if you need
 * those, and for jobs and plain methods, for which Nest asks no guards.
 */
export const LeaderGuard = function LeaderGuard(...args: [] | [leaderOrName?: LeaderService | string]): unknown {
  if (new.target !== undefined) return Reflect.construct(LeaderCheck, args, new.target);
  if (isDecoration(args))
    throw new TypeError('LeaderGuard is a guard, not a decorator. Write @UseGuards(LeaderGuard).');
  return leaderGuard(readLeaseName('LeaderGuard', args));
} as unknown as LeaderGuardType;

class LeaderCheck implements LeaderGuard {
  protected readonly name: string | undefined;

  /** @throws LeaderElectionError if another copy of this package made the service */
  constructor(private readonly leader: LeaderService) {
    internalsOf(leader);
  }

  async canActivate(context: ExecutionContext): Promise<true> {
    if (this.leader.isLeader) return true;
    throw await inContext(gateOf(this.leader, this.name).refusal(), context);
  }
}

/** Of any lease: as a class, or an instance. */
export function isLeaderGuard(guard: unknown): boolean {
  if (guard instanceof LeaderCheck) return true;
  return typeof guard === 'function' && (guard === LeaderGuard || guard.prototype instanceof LeaderCheck);
}

function leaderGuard(name: string | undefined): Type<LeaderGuard> {
  @Injectable()
  class NamedLeaderGuard extends LeaderCheck {
    protected override readonly name = name;

    constructor(@Inject(getLeaderToken(name)) leader: LeaderService) {
      super(leader);
    }
  }
  Object.defineProperty(NamedLeaderGuard, 'name', { value: `LeaderGuard(${name === undefined ? '' : `'${name}'`})` });
  return NamedLeaderGuard;
}

Object.defineProperty(LeaderGuard, 'prototype', { value: LeaderCheck.prototype });
Injectable()(LeaderGuard);
Inject(LeaderService)(LeaderGuard, undefined, 0);
