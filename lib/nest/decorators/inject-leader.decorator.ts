import { Inject } from '@nestjs/common';
import { refuseStandardDecorator } from '../methods/compiled-as.js';
import { readLeaseName } from '../methods/lease-name.js';
import { getLeaderToken } from '../service/leader-token.js';

/**
 * Injects the `LeaderService` of a lease into a constructor parameter or a property. `forRoot`'s lease needs no decorator,
 * because its token is the class.
 *
 * @param name the lease's name in `LeaderElectionModule.forFeature`; leave it out for `forRoot`'s lease
 */
export function InjectLeader(name?: string): ParameterDecorator & PropertyDecorator;
export function InjectLeader(...given: unknown[]): ParameterDecorator & PropertyDecorator {
  const inject = Inject(getLeaderToken(readLeaseName('@InjectLeader', given)));
  return (target: object, key: string | symbol | undefined, index?: number) => {
    refuseStandardDecorator('@InjectLeader()', key);
    inject(target, key, index!);
  };
}
