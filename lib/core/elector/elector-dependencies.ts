import { type LeaseClient } from '../lease/lease-client.js';
import { type Clock } from '../clock/clock.js';

/** What an elector otherwise makes for itself. */
export interface ElectorDependencies {
  /** Shared with others: it is not closed with the elector. @default one made from the `connection` option */
  client?: LeaseClient;
  /** @default the process's */
  clock?: Clock;
  /** Like Math.random. @default Math.random */
  random?: () => number;
}
