import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import {
  type LeaderElectionModuleExtras,
  type LeaderElectionModuleOptions,
  type LeaderFeatureConfiguration,
} from '../elections/leader-election-options.js';
import { asyncLeaderProvider } from './leader.provider.js';
import { getLeaderToken } from '../service/leader-token.js';
import { tokensOfOtherCopies } from '../service/loaded-copies.js';
import { ElectionsModule } from './elections.module.js';

/** Injection tokens of the options as they were given. */
const ROOT_OPTIONS = 'LeaderElectionModule options';
const FEATURE_OPTIONS = 'LeaderElectionModule feature';

/** `forRoot`: the options, and all that lives once in an app, go into an inner module that every lease can reach. */
export const {
  ConfigurableModuleClass: RootModuleClass,
  OPTIONS_TYPE: ROOT_OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE: ROOT_ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<LeaderElectionModuleOptions>({ optionsInjectionToken: ROOT_OPTIONS })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createLeaderElectionOptions')
  .setExtras<LeaderElectionModuleExtras>(
    { isGlobal: true },
    ({ module, imports, providers }, { isGlobal }): DynamicModule => ({
      module,
      global: isGlobal,
      imports: [ElectionsModule.with(ROOT_OPTIONS, imports, providers)],
      // So that what another copy decorates meets this one's service, which it refuses, and does not merely miss its own.
      providers: tokensOfOtherCopies().map(provide => ({ provide, useExisting: getLeaderToken() })),
      exports: tokensOfOtherCopies(),
    }),
  )
  .build();

/** `forFeatureAsync`: one named lease. */
export const { ConfigurableModuleClass: FeatureModuleClass, ASYNC_OPTIONS_TYPE: FEATURE_ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<LeaderFeatureConfiguration>({ optionsInjectionToken: FEATURE_OPTIONS })
    .setClassMethodName('forFeature')
    .setFactoryMethodName('createLeaderFeatureOptions')
    .setExtras<LeaderElectionModuleExtras & { name: string }>(
      { isGlobal: true, name: '' },
      (definition, { isGlobal, name }): DynamicModule => ({
        ...definition,
        global: isGlobal,
        providers: [...(definition.providers ?? []), asyncLeaderProvider(name, FEATURE_OPTIONS)],
        exports: [getLeaderToken(name)],
      }),
    )
    .build();
