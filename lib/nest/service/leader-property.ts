import { Inject } from '@nestjs/common';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { internalsOf } from './internals-of.js';
import { type LeaderService } from './leader.service.js';
import { getLeaderToken, moduleOf } from './leader-token.js';

/** An instance of a class with decorated methods. */
export type Gated = { readonly [property: symbol]: LeaderService | undefined } | undefined;

/**
 * Has Nest inject a lease's service into every instance of a class, under a symbol that says which decorator wants it: Nest
 * prints that symbol if the service is missing. The property is not enumerable, so that neither JSON nor `toEqual` sees it.
 *
 * @param decorator with the method that it stands on
 */
export function injectLeader(target: object, decorator: string, name: string | undefined): symbol {
  const property = Symbol(`${decorator}, import ${moduleOf(name)}`);
  Inject(getLeaderToken(name))(target, property);
  Object.defineProperty(target, property, {
    configurable: true,
    get: () => undefined,
    set(this: object, leader: LeaderService) {
      if (!Object.isExtensible(this)) {
        throw new LeaderElectionError(
          'frozenInstance',
          `${decorator}: the instance is frozen, so it cannot be given its LeaderService. Do not freeze it.`,
        );
      }
      Object.defineProperty(this, property, { value: leader, writable: true, configurable: true, enumerable: false });
      // Its module may have been loaded after the app has started.
      if (leader !== null && leader !== undefined) internalsOf(leader)?.life.onInjected();
    },
  });
  return property;
}
