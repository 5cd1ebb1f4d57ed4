import { type ElectorOptions } from '../../core/elector/options/elector-options.js';
import { type FeatureElectorOptions } from '../../core/elector/options/resolve-feature-options.js';

/** The options of `LeaderElectionModule.forRoot`. */
export interface LeaderElectionModuleOptions extends ElectorOptions {
  /** Tells a refused client who leads. This names a pod, so it is off by default. @default false */
  exposeHolder?: boolean;
}

/** Where a lease's `LeaderService` can be injected. */
export interface LeaderElectionModuleExtras {
  /** In every module of the app, without importing anything. @default true */
  isGlobal?: boolean;
}

/** For `forRootAsync({ useClass })` and `useExisting`. */
export interface LeaderElectionOptionsFactory {
  /** Called once, when the app starts. */
  createLeaderElectionOptions(): LeaderElectionModuleOptions | Promise<LeaderElectionModuleOptions>;
}

export type { FeatureElectorOptions as LeaderFeatureOptions };

/** What the factory of `forFeatureAsync` returns. The name is static, so it is not part of it. */
export type LeaderFeatureConfiguration = Omit<FeatureElectorOptions, 'name'>;

/** For `forFeatureAsync({ name, useClass })` and `useExisting`. */
export interface LeaderFeatureOptionsFactory {
  /** Called once, when the app starts. */
  createLeaderFeatureOptions(): LeaderFeatureConfiguration | Promise<LeaderFeatureConfiguration>;
}
