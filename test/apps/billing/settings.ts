import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** What the environment variable BILLING holds, as JSON. */
export interface BillingSettings {
  /** For `forRoot()`; false: the same app without this package. */
  election: LeaderElectionModuleOptions | false;
  /** Whether it calls `enableShutdownHooks()`. */
  shutdownHooks?: boolean;
  /** A handler of the app's own for SIGTERM and SIGINT ends it with this status. */
  ownExitStatus?: number;
}

/** What the app tells whoever started it. */
export type BillingMessage =
  | { type: 'started'; url: string }
  | { type: 'acquired'; token: string; namespace: string }
  | { type: 'ending' }
  | { type: 'lost'; code: string }
  | { type: 'leaderChanged'; holder: string | undefined }
  | { type: 'requestFailed'; verb: string; code: string; everything: string }
  | { type: 'jobBegun'; token: string }
  | { type: 'jobDone'; token: string };

export type BillingCommand = 'close';
