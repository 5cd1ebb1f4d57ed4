import { Module } from '@nestjs/common';
import { FeatureModuleClass } from './leader-election.module-definition.js';

/** One named lease; users make it with `LeaderElectionModule.forFeature`. */
@Module({})
export class LeaderFeatureModule extends FeatureModuleClass {}
