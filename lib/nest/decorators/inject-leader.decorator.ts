import { Inject } from '@nestjs/common';
import { getLeaderToken } from '../service/leader-token.js';

/**
 * Injects the `LeaderService` of a lease into a constructor parameter or a property. `forRoot`'s lease needs no decorator,
 * because its token is the class.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 */
export function InjectLeader(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getLeaderToken(name));
}
