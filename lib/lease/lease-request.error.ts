import { LeaderElectionError } from '../errors/leader-election.error.js';

/**
 * What went wrong with a request:
 * - `notFound` 404, `conflict` 409, `unauthorized` 401, `forbidden` 403, `gone` 410, `throttled` 429;
 * - `rejected`: any other 4xx;
 * - `server`: 5xx;
 * - `timeout`: no complete answer within the request's timeout;
 * - `network`: no connection, or it broke;
 * - `malformed`: an answer that is not what the API sends;
 * - `connection`: no request could be made at all (no token file, no kubeconfig, `@kubernetes/client-node` missing).
 */
export type LeaseRequestFailure =
  | 'notFound'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'throttled'
  | 'rejected'
  | 'server'
  | 'timeout'
  | 'network'
  | 'malformed'
  | 'connection';

export type LeaseVerb = 'get' | 'create' | 'update' | 'watch';

export interface LeaseRequestErrorDetails {
  verb: LeaseVerb;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** Milliseconds that the server asked us to wait (`Retry-After`). */
  retryAfter?: number;
  cause?: unknown;
}

/** A request to the Lease API that did not succeed; `code` says how. Never holds a token or a certificate. */
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
