import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** How the app dies once it leads, in the environment as JSON. */
export interface DyingSettings {
  readonly election: LeaderElectionModuleOptions;
  readonly dies: 'throws' | 'rejects' | 'exits' | 'emitsExit' | 'throwsTwice' | 'aborts';
  /** A call that the gate let through is still under way then. */
  readonly working?: boolean;
}
