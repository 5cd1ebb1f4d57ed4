import { LeaderElectionError } from '../errors/leader-election.error.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';

export type LeaseVerb = 'get' | 'create' | 'update' | 'watch';

export interface LeaseRequestErrorDetails {
  verb: LeaseVerb;
  /** The HTTP status, if there was an answer. */
  status?: number;
  /** Milliseconds that the server asked us to wait (`Retry-After`), if it did. */
  retryAfter?: number;
  cause?: unknown;
}

/** A request to the Lease API failed; `code` says how. Never contains a token or a certificate. */
export class LeaseRequestError extends LeaderElectionError {
  declare readonly code: LeaseRequestFailure;
  readonly verb: LeaseVerb;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: LeaseRequestFailure, message: string, details: LeaseRequestErrorDetails) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.verb = details.verb;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}
