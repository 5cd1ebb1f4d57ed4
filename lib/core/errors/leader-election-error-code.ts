import { type LeadershipLostCode } from './leadership-lost-code.js';
import { type LeaseRequestFailure } from './lease-request-failure.js';

/**
 * The `code` of every error this package makes. The two other unions have their own meaning: why a term ended, and what
 * went wrong with a request. Of the rest:
 * - `invalidOptions`: options that cannot work; the error has its `problems`;
 * - `notLeader`: refused, because this process does not lead;
 * - `noLeaderKnown`: `waitForLeader` was not long enough;
 * - `stopped`: the election was stopped while somebody waited for it;
 * - `closed`: the app was closed while it was starting;
 * - `secondRoot`: `forRoot()` was imported twice;
 * - `secondCopy`: two copies of this package meet in one app;
 * - `unknownLease`: a decorator, or a test, names a lease that the app does not have;
 * - `scopedHandler`: a handler on a provider that is request-scoped or transient;
 * - `frozenInstance`: a gated method on an object that nothing can be injected into;
 * - `unreadyGate`: a gated method was called on an instance without a `LeaderService`;
 * - `unknownScheduler`: jobs with `once` need a newer `@nestjs/schedule`;
 * - `waitsForItself`: work that the leader waits for called something that waits for that work;
 * - `unknownJob`: a job with `once` was called on an instance whose ticks nobody keeps;
 * - `tickNotCalled`: decorators above a job with `once` did not call it for a tick;
 * - `notStarted`: a `LeadershipSwitch` was used before its app was initialized.
 */
export type LeaderElectionErrorCode =
  | LeadershipLostCode
  | LeaseRequestFailure
  | 'invalidOptions'
  | 'notLeader'
  | 'noLeaderKnown'
  | 'stopped'
  | 'closed'
  | 'secondRoot'
  | 'secondCopy'
  | 'unknownLease'
  | 'scopedHandler'
  | 'frozenInstance'
  | 'unreadyGate'
  | 'unknownScheduler'
  | 'waitsForItself'
  | 'unknownJob'
  | 'tickNotCalled'
  | 'notStarted';
