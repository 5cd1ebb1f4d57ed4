import { Inject } from '@nestjs/common';
import { getLeaderToken } from '../service/leader-token.js';

/**
 * Injects the `LeaderService` of a lease, into a constructor's parameter or a property. The first lease's needs no
 * decorator: its token is the class.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; none for the one of `forRoot`
 */
export function InjectLeader(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getLeaderToken(name));
}
