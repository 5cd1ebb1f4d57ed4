import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type Lease } from '../record/lease.js';
import { type Place, type ProbeOutcome } from '../record/place.js';
import { type PendingAnnotations } from './pending-annotations.js';

/** What can happen to an election. */
export type Input =
  /** `located` will tell where neighbours find this process, and nothing is taken before it has (rule 17). */
  | { readonly type: 'start'; readonly awaitsPlace?: boolean }
  /** Time has passed, or work has ended: look again. */
  | { readonly type: 'tick' }
  | { readonly type: 'stop' }
  /** Milliseconds to stay out once the term is over; and who is to lead next, if it is known. */
  | { readonly type: 'stepDown'; readonly cooldown: number; readonly to?: string | undefined }
  /** Whether this process is eligible: as asked by `askEligible`, or told unasked. */
  | { readonly type: 'eligible'; readonly eligible: boolean }
  /** Wanted while this process leads; answered by `annotationsWritten` or `annotationsDropped`. */
  | { readonly type: 'annotate'; readonly pending: PendingAnnotations }
  /** This process is found there from now on, until it ends; undefined if the kernel does not tell. */
  | { readonly type: 'located'; readonly place: Place | undefined }
  | { readonly type: 'probed'; readonly id: number; readonly outcome: ProbeOutcome }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'watchOpened'; readonly id: number }
  | { readonly type: 'watchEvent'; readonly id: number; readonly event: WatchEvent }
  | { readonly type: 'watchClosed'; readonly id: number; readonly failure?: LeaseRequestFailure };

export type Answer =
  | { readonly ok: true; readonly lease: Lease; readonly serverTime?: number | undefined }
  | { readonly ok: false; readonly failure: LeaseRequestFailure; readonly retryAfter?: number | undefined };

export type WatchEvent =
  | { readonly type: 'seen'; readonly lease: Lease }
  | { readonly type: 'deleted'; readonly lease: Lease }
  | { readonly type: 'bookmark'; readonly resourceVersion: string };

/** After these nobody knows whether the write happened (rule 7); after the others it did not. */
export function leavesUnknown(failure: LeaseRequestFailure): boolean {
  return failure === 'timeout' || failure === 'network' || failure === 'server' || failure === 'malformed';
}
