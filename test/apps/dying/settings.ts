import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** How the app dies once it leads, in the environment as JSON. */
export interface DyingSettings {
  readonly election: LeaderElectionModuleOptions;
  /** `never`: it waits for a signal; `blocks`: its event loop stands still. */
  readonly dies: 'never' | 'blocks' | 'throws' | 'rejects' | 'exits' | 'emitsExit' | 'throwsTwice' | 'aborts';
  /** A call that the gate let through is still under way then. */
  readonly working?: boolean;
}
