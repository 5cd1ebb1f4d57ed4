import { type LeaseVerb } from '../lease/lease-request.error.js';

/** How an election is doing, as far as this process knows. All times are in milliseconds. */
export interface ElectionHealth {
  /**
   * Since this process last renewed the lease, counted from when that write was sent. Undefined if it has not held the
   * lease since it started, and outside Kubernetes.
   */
  readonly sinceRenewal: number | undefined;
  /** Until the term ends unless the lease is renewed. Undefined if this process does not lead, and outside Kubernetes. */
  readonly untilDeadline: number | undefined;
  /**
   * Since the API server last answered or told anything; before its first word, since the start. A quiet watch is heard
   * about once a minute. Undefined outside Kubernetes, and if the election does not run.
   */
  readonly sinceContact: number | undefined;
  /** Since anybody was last known to lead; 0 if somebody is now. Undefined if the election does not run. */
  readonly leaderlessFor: number | undefined;
  /** How long calls of a term that is over have been running: until they end, this process cannot lead. 0 if there are none. */
  readonly lingeringFor: number;
  /** Calls under way, of this term or one before. */
  readonly runs: number;
  /** What the API server refuses with 403 at present. */
  readonly refused: readonly LeaseVerb[];
  /** As the options have it. */
  readonly leaseDuration: number;
}
