import { type DynamicModule, Module } from '@nestjs/common';
import { type LeaderFeatureOptions } from '../elections/leader-election-options.js';
import { FeatureModuleClass } from './leader-election.module-definition.js';
import { leaderProvider } from './leader.provider.js';
import { getLeaderToken } from '../service/leader-token.js';

/** Named leases; users make it with `LeaderElectionModule.forFeature`. */
@Module({})
export class LeaderFeatureModule extends FeatureModuleClass {
  /** With one provider for each: Nest takes a kilobyte for one more, and seven for one more module. */
  static of(features: readonly LeaderFeatureOptions[], isGlobal: boolean): DynamicModule {
    return {
      module: LeaderFeatureModule,
      global: isGlobal,
      providers: features.map(leaderProvider),
      exports: features.map(({ name }) => getLeaderToken(name)),
    };
  }
}
