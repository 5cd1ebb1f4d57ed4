import { SwitchedElector } from './switched-elector.js';
import { type Clock, systemClock } from '../core/clock/clock.js';
import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type ResolvedElectorOptions } from '../core/elector/options/elector-options.js';
import { LeaderElectionError } from '../core/errors/leader-election.error.js';
import { type LeadershipLostCode } from '../core/errors/leadership-lost.error.js';
import { type ElectorFactory } from '../nest/elections/elector-factory.js';
import { ELECTOR_FACTORY } from '../nest/elections/tokens.js';

/** How a switch begins. */
export interface LeadershipSwitchOptions {
  /** Whether the process leads every lease from the start of the app. @default false */
  leading?: boolean;
  /** The clock for jobs with `once`: pass a `ManualClock` to make it midnight. @default the clock of the process */
  clock?: Clock;
}

/** How a term ends. */
export interface LoseOptions {
  /** Who holds the lease afterwards. @default 'another-replica' after `replaced`, otherwise nobody */
  holder?: string;
}

/** The part of Nest's `TestingModuleBuilder` that we need. */
interface OverridableBuilder {
  overrideProvider(token: unknown): { useValue(value: unknown): unknown };
}

/** The switch of one lease. */
export interface LeaseSwitch {
  /** Makes this process lead. Resolves when all `@OnLeadershipAcquired` handlers were called, without waiting for them. */
  acquire(): Promise<LeadershipTerm>;
  /**
   * Ends the term for that reason: `stepDown`, `ineligible` and `shutdown` end it gracefully, `replaced` (the default), `deleted` and
   * `deadline` immediately. Resolves when the term's work is done, or when an elector would stop waiting for it
   * (`drainTimeout`, `abortGrace`). Does nothing if the process does not lead.
   */
  lose(code?: LeadershipLostCode, options?: LoseOptions): Promise<void>;
  /** Makes the lease name that holder. Calls `@OnLeaderChanged` handlers and changes `holder`, but not who leads. */
  setHolder(holder: string | undefined): void;
}

/**
 * Decides in a test whether a process leads. Gates, handlers and events are real; there is no API server and no election.
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

  /** Lets this switch control the app's own `LeaderElectionModule`. Call it before `compile()`; one app per switch. */
  override<B extends OverridableBuilder>(builder: B): B {
    builder.overrideProvider(ELECTOR_FACTORY).useValue(this satisfies ElectorFactory);
    return builder;
  }

  /** The switch of a named lease; without a name, the one of `forRoot`. */
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

  /** The cooldown in milliseconds that the last `stepDown()` asked for. The switch itself does not wait. */
  lastCooldown(name?: string): number | undefined {
    return this.elector(name).lastCooldown;
  }

  /** The identity that the last `stepDown({ to })` named as the next leader. */
  lastSuccessor(name?: string): string | undefined {
    return this.elector(name).lastSuccessor;
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
      'unknownLease',
      this.electors.size === 0
        ? 'This switch has no app yet: pass a testing module to `override()`, and compile it.'
        : `The app has no lease ${name === '' ? 'of `LeaderElectionModule.forRoot()`' : `named '${name}'`}, or its LeaderService was overridden.`,
    );
  }
}
