import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock } from '../core/clock/clock.js';
import { LeadershipSwitch } from './leadership-switch.js';
import { LeaderElectionModule } from '../nest/module/leader-election.module.js';
import {
  type LeaderElectionModuleExtras,
  type LeaderElectionModuleOptions,
} from '../nest/elections/leader-election-options.js';
import { TESTING_FACTORY } from '../nest/elections/tokens.js';

/** The leases of the test, and whether this process leads from the start. */
export type LeaderElectionTestingModuleOptions = LeaderElectionModuleOptions &
  LeaderElectionModuleExtras & {
    /** Whether the process leads every lease from the start of the app. @default false */
    leading?: boolean;
    /** The clock for jobs with `once`: pass a `ManualClock` to make it midnight. @default the clock of the process */
    clock?: Clock;
  };

/**
 * `LeaderElectionModule` for tests: the process leads when its `LeadershipSwitch` says so. Register further leases as
 * usual, with `LeaderElectionModule.forFeature`.
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
  /** In place of the module that the app has, with a `LeadershipSwitch` to inject. */
  static forRoot({ leading, clock, ...options }: LeaderElectionTestingModuleOptions = {}): DynamicModule {
    const providers = [
      { provide: LeadershipSwitch, useFactory: () => new LeadershipSwitch({ leading, clock }) },
      { provide: TESTING_FACTORY, useExisting: LeadershipSwitch },
    ];
    const switchModule = {
      module: SwitchModule,
      global: true,
      providers,
      exports: [LeadershipSwitch, TESTING_FACTORY],
    };
    return {
      module: LeaderElectionTestingModule,
      imports: [LeaderElectionModule.forRoot(options), switchModule],
      exports: [LeaderElectionModule],
    };
  }
}

/** Apart, because it is global even if the `LeaderService` is not: `LeaderElectionModule` finds the switch by it. */
@Module({})
class SwitchModule {}
