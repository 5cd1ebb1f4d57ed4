import { type AnnotationChanges } from '../record/annotations.js';
import { type Lease, type LeaseReference } from '../record/lease.js';
import { type LeaseRequestError } from './lease-request.error.js';

/**
 * The four requests that an election makes, on any number of leases.
 *
 * Every implementation keeps this contract:
 * - a promise settles once, within `timeout` of the call, whatever the network does. It rejects only with a
 *   `LeaseRequestError`. A request that timed out is abandoned for good: nobody sees its answer;
 * - a request stays open until then: an API server drops a write if its client hangs up. Others may be made meanwhile, and
 *   `freshConnection` leaves the connections alone that serve a request;
 * - nothing is retried, because only the caller knows the deadlines;
 * - an answer is passed on only if it is a Lease with a name, a uid and an integer resource version (otherwise
 *   `malformed`). Its spec is not checked;
 * - unknown fields survive a read and a replace.
 */
export interface LeaseClient {
  /** GET of the most recent state (no `resourceVersion` parameter). Rejects with `notFound` if there is no such lease. */
  read(lease: LeaseReference, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** POST. Rejects with `conflict` if the lease exists already. */
  create(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** PUT of the whole object; `metadata.resourceVersion` and `metadata.uid` make it a compare-and-swap. */
  replace(lease: Lease, options: LeaseRequestOptions): Promise<LeaseAnswer>;
  /** Opens a watch of this one lease, bookmarks included. Never throws; failures arrive at `observer.onClose`. */
  watch(lease: LeaseReference, options: LeaseWatchOptions, observer: LeaseWatchObserver): LeaseWatch;
  /**
   * Releases leases synchronously, in the process's `exit` event (rule 16). Reads each, and releases it by one
   * compare-and-swap if it is still the caller's. Waits 500 ms at most in all. A client that cannot do that has no such
   * method, or does nothing.
   */
  releaseAtExit?(releases: readonly LastWordsTarget[]): void;
  /** Closes idle connections and ends all requests and watches. A later request opens new connections. */
  close(): void;
}

/** A lease to release in a process's last moment, if its record has that holder and one of the nonces as `acquireTime`. */
export interface LastWordsTarget {
  readonly lease: LeaseReference;
  readonly holder: string;
  readonly nonces: readonly string[];
  /** Changes that go with the release. */
  readonly annotations: AnnotationChanges;
}

/** How one request is made. */
export interface LeaseRequestOptions {
  /** Milliseconds until the request fails with `timeout`. Includes getting the token, the connection and the answer. */
  timeout: number;
  /** Opens a new connection, because the last request may have been sent on one that leads nowhere. @default false */
  freshConnection?: boolean;
}

/** What the API server answered. */
export interface LeaseAnswer {
  /** The lease as it is now. */
  lease: Lease;
  /** Milliseconds since the epoch, from the API server's `Date` header (whole seconds). Absent without that header. */
  serverTime?: number;
}

/** How a watch is opened. */
export interface LeaseWatchOptions {
  /** Start after this version. If absent, begin with the current state as ADDED events. */
  resourceVersion?: string;
  /** Seconds after which the server ends the watch (`timeoutSeconds`). */
  timeoutSeconds: number;
  /** Milliseconds to wait for the answer's headers. */
  openTimeout: number;
}

/** What happened to the lease. A bookmark only says up to which version nothing has happened. */
export type LeaseWatchEvent =
  { type: 'ADDED' | 'MODIFIED' | 'DELETED'; lease: Lease } | { type: 'BOOKMARK'; resourceVersion: string };

/** Receives what a watch reports. No method is called after `onClose`, or after `LeaseWatch.close()`. */
export interface LeaseWatchObserver {
  /** The server has accepted the watch. */
  onOpen(): void;
  /** Something has happened to the lease. */
  onEvent(event: LeaseWatchEvent): void;
  /** Called once. Without an error, the server ended the watch normally. `gone`: the version is too old (410). */
  onClose(error?: LeaseRequestError): void;
}

/** A watch that is open, or being opened. */
export interface LeaseWatch {
  /** Ends the watch; its observer hears nothing more. */
  close(): void;
}
