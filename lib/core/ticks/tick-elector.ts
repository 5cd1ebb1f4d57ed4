import { type EventEmitter } from 'node:events';
import { type Clock } from '../clock/clock.js';
import { type ElectorEvents } from '../elector/elector-events.js';
import { type OpenRun } from '../elector/leader-work.js';
import { type Tick } from '../elector/leadership-term.js';
import { type LeaseAnnotations } from '../elector/lease-annotations.js';
import { type ElectorLogger } from '../elector/logger.js';

/** What the ticks of a lease need of its elector. */
export interface TickElector extends EventEmitter<ElectorEvents> {
  readonly leaseName: string;
  readonly options: { readonly leaseDuration: number; readonly logger: ElectorLogger };
  readonly isLeader: boolean;
  readonly clock: Clock;
  /** Milliseconds by which the wall clock is ahead of the API server's, as far as is proven; negative: behind. */
  readonly clockError: number;
  readonly annotations: LeaseAnnotations;
  enter(name: string, tick?: Tick): OpenRun | undefined;
}
