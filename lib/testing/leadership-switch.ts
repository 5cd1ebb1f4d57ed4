import { SwitchedElector } from './switched-elector.js';
import { type Clock, systemClock } from '../core/clock/clock.js';
import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type ResolvedElectorOptions } from '../core/elector/options/elector-options.js';
import { LeaderElectionError } from '../core/errors/leader-election.error.js';
import { type LeadershipLostCode } from '../core/errors/leadership-lost.error.js';
import { type ElectorSource } from '../nest/elections/leader-elector.js';
import { ELECTOR_SOURCE } from '../nest/elections/tokens.js';

export interface LeadershipSwitchOptions {
  /** Every lease is led as soon as the app has started. @default false */
  leading?: boolean;
  /** By which the jobs with `once` find their ticks: a `ManualClock` makes it midnight. @default the process's */
  clock?: Clock;
}

export interface LoseOptions {
  /** Who the lease names afterwards. @default 'another-replica' for `replaced`, else nobody */
  holder?: string;
}

/** What we need of Nest's `TestingModuleBuilder`. */
interface OverridableBuilder {
  overrideProvider(token: unknown): { useValue(value: unknown): unknown };
}

/** One lease's switch. */
export interface LeaseSwitch {
  /** Makes this process lead. Handlers of `@OnLeadershipAcquired` have been called when it resolves, not awaited. */
  acquire(): Promise<LeadershipTerm>;
  /**
   * Ends the term, as that reason does: `replaced` (the default), `deleted` and `deadline` at once, `stepDown` and
   * `shutdown` gracefully. Resolves when the term's work is done, or the elector would wait for it no longer
   * (`drainTimeout`, `abortGrace`). Not leading, nothing happens.
   */
  lose(code?: LeadershipLostCode, options?: LoseOptions): Promise<void>;
  /** Has the lease name that holder, without this process leading: followers' `@OnLeaderChanged` and `holder`. */
  setHolder(holder: string | undefined): void;
}

/**
 * Makes a process leader or not, on command, in a test: with real gates, handlers and events, and without an API server
 * or an election.
 *
 * @example
 * ```ts
 * const leadership = new LeadershipSwitch();
 * const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
 * await module.init();
 * await leadership.acquire();
 * await leadership.lose('replaced');
 * await leadership.for('reports').acquire();
 * ```
 */
export class LeadershipSwitch implements LeaseSwitch {
  private readonly electors = new Map<string, SwitchedElector>();

  constructor(private readonly options: LeadershipSwitchOptions = {}) {}

  /** Has an app's own `LeaderElectionModule` take its orders from this switch. Before `compile()`; one app per switch. */
  override<B extends OverridableBuilder>(builder: B): B {
    builder.overrideProvider(ELECTOR_SOURCE).useValue(this satisfies ElectorSource);
    return builder;
  }

  /** The switch of a named lease; of the first one without a name. */
  for(name?: string): LeaseSwitch {
    return {
      acquire: async () => this.elector(name).acquire(),
      lose: async (code = 'replaced', { holder = code === 'replaced' ? 'another-replica' : undefined } = {}) =>
        this.elector(name).lose(code, holder),
      setHolder: holder => this.elector(name).see(holder),
    };
  }

  async acquire(): Promise<LeadershipTerm> {
    return this.for().acquire();
  }

  lose(code?: LeadershipLostCode, options?: LoseOptions): Promise<void> {
    return this.for().lose(code, options);
  }

  setHolder(holder: string | undefined): void {
    this.for().setHolder(holder);
  }

  /** The cooldown that the last step-down of a lease asked for, in milliseconds. The switch itself waits for none. */
  lastCooldown(name?: string): number | undefined {
    return this.elector(name).lastCooldown;
  }

  /** @internal */
  create(options: ResolvedElectorOptions, name = ''): SwitchedElector {
    const elector = new SwitchedElector(options, this.options.leading ?? false, this.options.clock ?? systemClock);
    this.electors.set(name, elector);
    return elector;
  }

  /** @internal */
  close(): void {}

  private elector(name = ''): SwitchedElector {
    const elector = this.electors.get(name);
    if (elector !== undefined) return elector;
    throw new LeaderElectionError(
      'unknown_lease',
      this.electors.size === 0
        ? 'This switch belongs to no app yet: pass a testing module to `override()`, and compile it.'
        : `The app has no lease ${name === '' ? 'without a name' : `named '${name}'`}, or its LeaderService was overridden.`,
    );
  }
}
