import { type LeaseClient } from '../lease/lease-client.js';
import { type Presence } from '../kernel/presence.js';
import { type LastWords } from './last-words.js';
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

/** The same, of an elector whose owner may be a whole app. */
export interface CandidateDependencies extends ElectorDependencies {
  /** The owner stops all its electors together, so this one listens to no signal. @default false */
  ownerHandlesSignals?: boolean;
  /** The owner's, for all its electors. @default one of its own */
  lastWords?: LastWords;
  /** The owner's, for all its electors. @default one of its own, in Kubernetes */
  presence?: Pick<Presence, 'enter' | 'leave' | 'probe'>;
}
