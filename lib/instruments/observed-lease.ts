import { type ElectorPort } from '../core/elector/elector-port.js';

/**
 * A lease as this process sees it: a `LeaderService`, or an `Elector`.
 * @interface
 */
export type ObservedLease = Pick<ElectorPort, 'leaseName' | 'isLeader' | 'lingeringWork' | 'health' | 'on'>;
