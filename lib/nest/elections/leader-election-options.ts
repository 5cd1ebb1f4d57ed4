import { type ElectorOptions } from '../../core/elector/options/elector-options.js';
import { type FeatureElectorOptions } from '../../core/elector/options/resolve-feature-options.js';

/** What `LeaderElectionModule.forRoot` takes. */
export interface LeaderElectionModuleOptions extends ElectorOptions {
  /** Refusals tell the client who leads. Off, because that names a pod. @default false */
  exposeHolder?: boolean;
}

/** How visible a lease's `LeaderService` is. */
export interface LeaderElectionModuleExtras {
  /** Every module of the app has the `LeaderService`, without importing it. @default true */
  isGlobal?: boolean;
}

/** For `forRootAsync({ useClass })` and `useExisting`. */
export interface LeaderElectionOptionsFactory {
  createLeaderElectionOptions(): LeaderElectionModuleOptions | Promise<LeaderElectionModuleOptions>;
}

/** What `LeaderElectionModule.forFeature` takes: a second lease. A timing that is left out is the root's. */
export type LeaderFeatureOptions = FeatureElectorOptions;

/** What `forFeatureAsync` gets from its factory; the name is static, and stands beside it. */
export type LeaderFeatureConfiguration = Omit<FeatureElectorOptions, 'name'>;

/** For `forFeatureAsync({ name, useClass })` and `useExisting`. */
export interface LeaderFeatureOptionsFactory {
  createLeaderFeatureOptions(): LeaderFeatureConfiguration | Promise<LeaderFeatureConfiguration>;
}
