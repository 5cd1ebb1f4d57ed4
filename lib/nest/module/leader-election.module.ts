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

/** What `LeaderElectionModule.forRootAsync` takes: `imports`, and one of `useFactory` (with `inject`), `useClass`, `useExisting`. */
export type LeaderElectionModuleAsyncOptions = typeof ROOT_ASYNC_OPTIONS_TYPE;

/** What `LeaderElectionModule.forFeatureAsync` takes: the same, and the name. */
export type LeaderFeatureAsyncOptions = typeof FEATURE_ASYNC_OPTIONS_TYPE & { name: string };

/**
 * Leader election for a Nest app: `forRoot()` once, in the root module, and `forFeature({ name })` for each further lease.
 *
 * The election starts when the app has started (`onApplicationBootstrap`), and ends before any provider of the app is
 * destroyed (`onModuleDestroy`).
 */
@Module({ providers: [rootLeaderProvider], exports: [LeaderService] })
export class LeaderElectionModule extends RootModuleClass {
  /**
   * The app's first lease, and what all its leases share: connection, namespace, identity. Global, unless `isGlobal` is
   * false: then import what `forRoot` returned, or this class, where the `LeaderService` is needed.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) that lists every mistake
   */
  static override forRoot(options: typeof ROOT_OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /**
   * `forRoot` with options that come from elsewhere, such as a configuration service.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) that lists every mistake
   */
  static override forRootAsync(options: LeaderElectionModuleAsyncOptions): DynamicModule {
    requireSource('forRootAsync', options);
    return super.forRootAsync(options);
  }

  /**
   * A further lease, used by its name: `@OnlyLeader('reports')`, `@InjectLeader('reports')`. It may be registered in
   * several places, with the same options. Many leases are best given as one list: each module costs Nest 7 KB.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) that lists every mistake
   */
  static forFeature(options: LeaderFeatureOptions & LeaderElectionModuleExtras): DynamicModule;
  static forFeature(options: readonly LeaderFeatureOptions[], extras?: LeaderElectionModuleExtras): DynamicModule;
  static forFeature(
    options: (LeaderFeatureOptions & LeaderElectionModuleExtras) | readonly LeaderFeatureOptions[],
    extras?: LeaderElectionModuleExtras,
  ): DynamicModule {
    if (isList(options)) return LeaderFeatureModule.of(options, extras?.isGlobal ?? true);
    const { isGlobal = true, ...feature } = options;
    return LeaderFeatureModule.of([feature], isGlobal);
  }

  /**
   * `forFeature` with options that come from elsewhere; the name is static.
   *
   * @throws InvalidLeaderOptionsError (when the app starts) that lists every mistake
   */
  static forFeatureAsync(options: LeaderFeatureAsyncOptions): DynamicModule {
    requireSource('forFeatureAsync', options);
    return LeaderFeatureModule.forFeatureAsync(options);
  }
}

function isList<T>(value: object | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function requireSource(method: string, options: LeaderElectionModuleAsyncOptions | LeaderFeatureAsyncOptions): void {
  if (options?.useFactory || options?.useClass || options?.useExisting) return;
  throw new InvalidLeaderOptionsError([
    `LeaderElectionModule.${method}() needs one of \`useFactory\`, \`useClass\` and \`useExisting\`.`,
  ]);
}
