import { type Lease, type LeaseReference } from '../record/lease.js';
import { type LeaseRequestError } from './lease-request.error.js';

/**
 * The four requests that an election needs, on any number of leases.
 *
 * The contract, which every implementation keeps:
 * - a promise settles once, within `timeout` of the call, whatever the network does, and rejects with a
 *   `LeaseRequestError` and nothing else; a request that timed out is abandoned for good: its answer is never seen;
 * - nothing is retried: whoever calls knows the deadlines;
 * - an answer is passed on only if it is a Lease with a name, a uid and an integer resource version (else `malformed`);
 *   its spec is not judged;
 * - fields that are not known here survive a read and a replace.
 */
export interface LeaseClient {
  /** GET, the most recent state (no `resourceVersion` parameter). Rejects with `notFound` where there is none. */
  read(lease: LeaseReference, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** POST. Rejects with `conflict` where it exists already. */
  create(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** PUT of the whole object; `metadata.resourceVersion` and `metadata.uid` make it a compare-and-swap. */
  replace(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** Opens a watch of this one lease, bookmarks included. Never throws; failures arrive at `observer.onClose`. */
  watch(lease: LeaseReference, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch;
  /** Closes idle connections and ends what is under way. A later request opens new ones. */
  close(): void;
}

export interface LeaseRequestOptions {
  /** Milliseconds until the request is given up with `timeout`. Covers everything: token, connection, answer. */
  timeout: number;
  /** Do not reuse an idle connection: the last request on one timed out. Default false. */
  freshConnection?: boolean;
}

export interface LeaseAnswer {
  lease: Lease;
  /** Milliseconds since the epoch by the API server's `Date` header (whole seconds); absent without the header. */
  serverTime?: number;
}

export interface LeaseWatchOptions {
  /** Start after this version; absent: begin with the present state as ADDED events. */
  resourceVersion?: string;
  /** Seconds after which the server ends the watch (`timeoutSeconds`). */
  timeoutSeconds: number;
  /** Milliseconds to wait for the answer's headers. */
  openTimeout: number;
}

export type LeaseWatchEvent =
  { type: 'ADDED' | 'MODIFIED' | 'DELETED'; lease: Lease } | { type: 'BOOKMARK'; resourceVersion: string };

/** What a watch tells; nothing is called any more after `onClose` or after `LeaseWatch.close()`. */
export interface LeaseWatchObserver {
  onOpen(): void;
  onEvent(event: LeaseWatchEvent): void;
  /** Once. Without an error: the server ended the watch in the ordinary way. `gone`: the version is too old (410). */
  onClose(error?: LeaseRequestError): void;
}

export interface LeaseWatch {
  close(): void;
}
