import { type EventEmitter } from 'node:events';
import { type Clock } from '../../core/clock/clock.js';
import { type ElectorEvents } from '../../core/elector/elector-events.js';
import { type OpenRun } from '../../core/elector/leader-work.js';
import { type LeaderRun, type LeadershipTerm, type Tick } from '../../core/elector/leadership-term.js';
import { type LeaseAnnotations } from '../../core/elector/lease-annotations.js';
import { type StepDownOptions, type WaitOptions } from '../../core/elector/lease-elector.js';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';

/** What the Nest face asks of an elector; `LeadershipSwitch` of the testing entry point makes another kind. */
export interface LeaderElector extends EventEmitter<ElectorEvents> {
  readonly leaseName: string;
  readonly namespace: string;
  readonly identity: string;
  readonly options: ResolvedElectorOptions;
  readonly isLeader: boolean;
  readonly holder: string | undefined;
  readonly term: LeadershipTerm | undefined;
  readonly currentRun: LeaderRun | undefined;
  readonly clock: Clock;
  /** Milliseconds by which the wall clock is ahead of the API server's, as far as is proven; negative: behind. */
  readonly clockError: number;
  readonly annotations: LeaseAnnotations;
  enter(name: string, tick?: Tick): OpenRun | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  stepDown(options?: StepDownOptions): Promise<void>;
  waitForLeadership(options?: WaitOptions): Promise<LeadershipTerm>;
}

/** Makes the electors of one app. */
export interface ElectorSource {
  /**
   * The elector of one lease; nothing is sent before its `start()`.
   *
   * @param name the lease's name in `forFeature`; none for the one of `forRoot`
   */
  create(options: ResolvedElectorOptions, name?: string): LeaderElector;
  /** Frees what the electors share. They have all stopped. */
  close(): void;
}
