import { type DynamicModule, Module } from '@nestjs/common';
import { type LeaderElectionModuleExtras, type LeaderFeatureOptions } from '../elections/leader-election-options.js';
import {
  type FEATURE_ASYNC_OPTIONS_TYPE,
  RootModuleClass,
  type ROOT_ASYNC_OPTIONS_TYPE,
  type ROOT_OPTIONS_TYPE,
} from './leader-election.module-definition.js';
import { LeaderFeatureModule } from './leader-feature.module.js';
import { rootLeaderProvider } from './leader.provider.js';
import { LeaderService } from '../service/leader.service.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';

/** The options of `forRootAsync`: `imports`, and one of `useFactory` (with `inject`), `useClass` and `useExisting`. */
export type LeaderElectionModuleAsyncOptions = typeof ROOT_ASYNC_OPTIONS_TYPE;

/** The options of `forFeatureAsync`: the same, and the name. */
export type LeaderFeatureAsyncOptions = typeof FEATURE_ASYNC_OPTIONS_TYPE & { name: string };

/**
 * Leader election for a Nest app. Import `forRoot()` once, in the root module, and `forFeature({ name })` for each further
 * lease.
 *
 * The election starts when the app has started (`onApplicationBootstrap`), and ends before any provider of the app is
 * destroyed (`onModuleDestroy`).
 */
@Module({ providers: [rootLeaderProvider], exports: [LeaderService] })
export class LeaderElectionModule extends RootModuleClass {
  /**
   * Registers the app's first lease, and what all its leases share: connection, namespace and identity. The module is
   * global. With `isGlobal: false`, import `LeaderElectionModule` in each module that needs the `LeaderService`.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) lists every mistake
   */
  static override forRoot(options: typeof ROOT_OPTIONS_TYPE = {}): DynamicModule {
    refuseName('forRoot', options, 'leaseName');
    return super.forRoot(options);
  }

  /**
   * `forRoot` with options that a factory or class provides, for example from a configuration service.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) lists every mistake
   */
  static override forRootAsync(options: LeaderElectionModuleAsyncOptions): DynamicModule {
    requireSource('forRootAsync', options);
    return super.forRootAsync(options);
  }

  /**
   * Registers a further lease, which you use by its name: `@OnlyLeader('reports')`, `@InjectLeader('reports')`. Several
   * modules may register it with the same options. Pass many leases as one list: each module costs Nest 7 KB.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) lists every mistake
   */
  static forFeature(options: LeaderFeatureOptions & LeaderElectionModuleExtras): DynamicModule;
  static forFeature(options: readonly LeaderFeatureOptions[], extras?: LeaderElectionModuleExtras): DynamicModule;
  static forFeature(
    options: (LeaderFeatureOptions & LeaderElectionModuleExtras) | readonly LeaderFeatureOptions[],
    extras?: LeaderElectionModuleExtras,
  ): DynamicModule {
    for (const each of isList(options) ? options : [options]) refuseName('forFeature', each, 'name');
    if (isList(options)) return LeaderFeatureModule.of(options, extras?.isGlobal ?? true);
    const { isGlobal = true, ...feature } = options;
    return LeaderFeatureModule.of([feature], isGlobal);
  }

  /**
   * `forFeature` with options that a factory or class provides. The name is static.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) lists every mistake
   */
  static forFeatureAsync(options: LeaderFeatureAsyncOptions): DynamicModule {
    requireSource('forFeatureAsync', options);
    if (typeof options.name !== 'string') {
      throw new InvalidLeaderOptionsError([
        "LeaderElectionModule.forFeatureAsync() needs the lease's `name` beside the factory, because decorators use it: " +
          "forFeatureAsync({ name: 'reports', useFactory: … }).",
      ]);
    }
    return LeaderFeatureModule.forFeatureAsync(options);
  }
}

function isList<T>(value: object | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** Somebody who wants only a name passes only that. */
function refuseName(method: string, options: unknown, option: string): void {
  if (typeof options !== 'string') return;
  throw new InvalidLeaderOptionsError([
    `LeaderElectionModule.${method}() takes an object. Write ${method}({ ${option}: '${options}' }).`,
  ]);
}

function requireSource(method: string, options: LeaderElectionModuleAsyncOptions | LeaderFeatureAsyncOptions): void {
  if (options?.useFactory || options?.useClass || options?.useExisting) return;
  throw new InvalidLeaderOptionsError([
    `LeaderElectionModule.${method}() needs one of \`useFactory\`, \`useClass\` and \`useExisting\`.`,
  ]);
}
