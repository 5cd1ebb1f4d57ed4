import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { EarlySignals } from '../../core/elector/early-signals.js';
import { CandidateFactory, type ElectorFactory } from '../elections/elector-factory.js';
import { LeaseRegistry } from '../elections/lease-registry.js';
import { refuseNothing } from '../elections/refuse-nothing.js';
import { LeaderLifecycleModule } from '../lifecycle/leader-lifecycle.module.js';
import { ELECTIONS, ELECTOR_FACTORY, TESTING_FACTORY } from '../elections/tokens.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';
import { type LeaderElectionModuleOptions } from '../elections/leader-election-options.js';
import { type PackageCopy, secondCopyError, thisCopy } from '../service/copies.js';

/** The same in every copy of this package. */
const brand = Symbol.for('nestjs-kubernetes-leader.elections');

/**
 * What lives once in an app. Always global, because every lease of the app meets here; it exports nothing that a user
 * would inject.
 */
@Module({})
export class ElectionsModule {
  static readonly [brand] = thisCopy;

  /** @param options the token of `forRoot`'s options, which `imports` and `providers` make */
  static with(
    options: InjectionToken,
    imports: ModuleMetadata['imports'] = [],
    providers: ModuleMetadata['providers'] = [],
  ): DynamicModule {
    // As early as an app can: from now on no signal is lost, and none is followed by an election.
    const signals = keepsOut(providers) ? undefined : EarlySignals.listen();
    return {
      module: ElectionsModule,
      global: true,
      imports: [...imports, LeaderLifecycleModule],
      providers: [
        ...providers,
        {
          provide: ELECTOR_FACTORY,
          useFactory: (testing: ElectorFactory | undefined) => testing ?? new CandidateFactory(),
          inject: [{ token: TESTING_FACTORY, optional: true }],
        },
        {
          provide: ELECTIONS,
          useFactory: (
            modules: ModulesContainer,
            given: LeaderElectionModuleOptions | undefined,
            electors: ElectorFactory,
          ) => {
            refuseSecondRoot(modules);
            refuseNothing('forRootAsync()', given);
            return new LeaseRegistry(given, electors, signals);
          },
          inject: [ModulesContainer, options, ELECTOR_FACTORY],
        },
      ],
      exports: [ELECTIONS],
    };
  }
}

interface BrandedModule {
  readonly [brand]: PackageCopy;
}

/** Whether `forRoot` says at once that signals are none of our business; of other options that is known when they are. */
function keepsOut(providers: ModuleMetadata['providers']): boolean {
  return (providers ?? []).some(
    provider =>
      'useValue' in provider && (provider.useValue as LeaderElectionModuleOptions | null)?.autoClose === false,
  );
}

function refuseSecondRoot(modules: ModulesContainer): void {
  const roots = [...modules.values()].filter(({ metatype }) => brand in metatype);
  const other = roots.find(({ metatype }) => metatype !== ElectionsModule)?.metatype as BrandedModule | undefined;
  if (other !== undefined) throw secondCopyError('has one LeaderElectionModule', other[brand], 'another');
  if (roots.length > 1) {
    throw new LeaderElectionError(
      'secondRoot',
      'LeaderElectionModule.forRoot() was imported more than once in this app. Import it once, in the root module: it is ' +
        "global. A second lease is LeaderElectionModule.forFeature({ name: '…' }).",
    );
  }
}
