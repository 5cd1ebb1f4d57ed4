import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock } from '../core/clock/clock.js';
import { LeadershipSwitch } from './leadership-switch.js';
import { LeaderElectionModule } from '../nest/module/leader-election.module.js';
import {
  type LeaderElectionModuleExtras,
  type LeaderElectionModuleOptions,
} from '../nest/elections/leader-election-options.js';
import { ELECTOR_SOURCE } from '../nest/elections/tokens.js';

export type LeaderElectionTestingModuleOptions = LeaderElectionModuleOptions &
  LeaderElectionModuleExtras & {
    /** Every lease is led as soon as the app has started. @default false */
    leading?: boolean;
    /** By which the jobs with `once` find their ticks: a `ManualClock` makes it midnight. @default the process's */
    clock?: Clock;
  };

/**
 * `LeaderElectionModule` for tests: a process leads when its `LeadershipSwitch` says so. Further leases are registered as
 * ever, with `LeaderElectionModule.forFeature`.
 *
 * @example
 * ```ts
 * const module = await Test.createTestingModule({
 *   imports: [LeaderElectionTestingModule.forRoot(), ScheduleModule.forRoot()],
 *   providers: [InvoiceJobs],
 * }).compile();
 * await module.init();
 * await module.get(LeadershipSwitch).acquire();
 * ```
 */
@Module({})
export class LeaderElectionTestingModule {
  static forRoot({ leading, clock, ...options }: LeaderElectionTestingModuleOptions = {}): DynamicModule {
    const root = LeaderElectionModule.forRoot(options);
    const [elections, ...others] = root.imports as [DynamicModule, ...DynamicModule[]];
    const providers = [
      { provide: LeadershipSwitch, useFactory: () => new LeadershipSwitch({ leading, clock }) },
      { provide: ELECTOR_SOURCE, useExisting: LeadershipSwitch },
    ];
    const switched: DynamicModule = {
      ...elections,
      providers: [...(elections.providers ?? []), ...providers],
      exports: [...(elections.exports ?? []), LeadershipSwitch],
    };
    return { ...root, imports: [switched, ...others] };
  }
}
