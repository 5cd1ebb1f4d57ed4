import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** What the environment variable POD_APP holds, as JSON: what a test changes of the app. */
export interface PodAppSettings {
  /** For `forRoot()`, beside the lease's name and the pod's as identity. */
  readonly election?: LeaderElectionModuleOptions;
  /** How long the leader's job takes, in milliseconds. */
  readonly jobTakes?: number;
  /** Whether it calls `enableShutdownHooks()`; it does unless told otherwise. */
  readonly shutdownHooks?: boolean;
}

/** How far apart the ticks of the job with `once` are, in milliseconds. */
export const tickPeriod = 5_000;
