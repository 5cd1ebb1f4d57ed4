import { type ElectorPort } from '../core/elector/elector-port.js';
import { type ObservedLease } from '../instruments/observed-lease.js';

/**
 * A lease as this process sees it: a `LeaderService`, or an `Elector`.
 * @interface
 */
export type TracedLease = ObservedLease & Pick<ElectorPort, 'traceRuns'>;
