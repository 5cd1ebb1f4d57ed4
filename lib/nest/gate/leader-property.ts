import { Inject } from '@nestjs/common';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type LeaderService } from '../service/leader.service.js';
import { getLeaderToken, moduleOf } from '../service/leader-token.js';

/** An instance of a class with gated methods. */
export type Gated = { readonly [property: symbol]: LeaderService | undefined } | undefined;

/**
 * Has Nest inject a lease's service into every instance of a class, under a symbol that says which decorator wants it: Nest
 * prints that symbol if the service is missing. The property is not enumerable, so that neither JSON nor `toEqual` sees it.
 */
export function injectLeader(target: object, gate: string, name: string | undefined): symbol {
  const property = Symbol(`${gate}, import ${moduleOf(name)}`);
  Inject(getLeaderToken(name))(target, property);
  Object.defineProperty(target, property, {
    configurable: true,
    get: () => undefined,
    set(this: object, leader: LeaderService) {
      if (!Object.isExtensible(this)) {
        throw new LeaderElectionError(
          'frozenInstance',
          `${gate}: the instance is frozen, so the gate cannot be given its LeaderService. Do not freeze it.`,
        );
      }
      Object.defineProperty(this, property, { value: leader, writable: true, configurable: true, enumerable: false });
    },
  });
  return property;
}
