import { type FactoryProvider, type InjectionToken } from '@nestjs/common';
import { type LeaderFeatureConfiguration, type LeaderFeatureOptions } from '../elections/leader-election-options.js';
import { type LeaderService } from '../service/leader.service.js';
import { getLeaderToken } from '../service/leader-token.js';
import { type LeaseRegistry } from '../elections/lease-registry.js';
import { refuseNothing } from '../elections/refuse-nothing.js';
import { ELECTIONS } from '../elections/tokens.js';

/** The service of `forRoot`'s lease. Made by a factory: two apps made from one class must not share it. */
export const rootLeaderProvider: FactoryProvider<LeaderService> = {
  provide: getLeaderToken(),
  useFactory: (leases: LeaseRegistry) => leases.root(),
  inject: [ELECTIONS],
};

/** The service of a named lease; the same one wherever the name was registered. */
export function leaderProvider(options: LeaderFeatureOptions): FactoryProvider<LeaderService> {
  return {
    provide: getLeaderToken(options.name),
    useFactory: (leases: LeaseRegistry) => leases.feature(options),
    inject: [ELECTIONS],
  };
}

/** The same, of options that another provider makes. */
export function asyncLeaderProvider(name: string, options: InjectionToken): FactoryProvider<LeaderService> {
  return {
    provide: getLeaderToken(name),
    useFactory: (leases: LeaseRegistry, configuration: LeaderFeatureConfiguration | undefined) => {
      refuseNothing(`forFeatureAsync({ name: '${name}' })`, configuration);
      return leases.feature({ ...configuration, name });
    },
    inject: [ELECTIONS, options],
  };
}
