import { type ApiClient } from '../api/api-client.js';
import { type Lease, type LeaseReference } from '../../core/record/lease.js';

/** What is looked at. */
export interface Patient {
  readonly api: ApiClient;
  readonly lease: LeaseReference;
  /** Undefined if there is none, or it may not be read. */
  readonly record: Lease | undefined;
  /** Milliseconds. */
  readonly timings: Timings;
}

export interface Timings {
  readonly renewDeadline: number;
  readonly drainTimeout: number;
  readonly abortGrace: number;
  readonly releaseTimeout: number;
}
