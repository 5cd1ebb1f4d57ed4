import { LeaderElectionError } from '../errors/leader-election.error.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';

/** What was asked of the API server, as RBAC calls it. */
export type LeaseVerb = 'get' | 'create' | 'update' | 'watch';

/** What is known about a request that failed. */
export interface LeaseRequestErrorDetails {
  /** What was asked for. */
  verb: LeaseVerb;
  /** The HTTP status, if there was an answer. */
  status?: number;
  /** Milliseconds that the server asked us to wait (`Retry-After`), if it did. */
  retryAfter?: number;
  /** What the network or the parser threw. */
  cause?: unknown;
}

/** A request to the Lease API failed; `code` says how. Never contains a token or a certificate. */
export class LeaseRequestError extends LeaderElectionError {
  /** How it failed. */
  declare readonly code: LeaseRequestFailure;
  /** What was asked for. */
  readonly verb: LeaseVerb;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** Milliseconds that the server asked us to wait (`Retry-After`), if it did. */
  readonly retryAfter: number | undefined;

  constructor(code: LeaseRequestFailure, message: string, details: LeaseRequestErrorDetails) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.verb = details.verb;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}
