import { type LeaseReference } from '../record/lease.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from './lease-request.error.js';
import { describeError, errorCode, safeCause } from './one-line.js';

/** What went wrong, from code that does not know which request it serves. */
export class RequestFailure extends Error {
  constructor(
    readonly code: LeaseRequestFailure,
    message: string,
    readonly details: { status?: number; retryAfter?: number; cause?: Error } = {},
  ) {
    super(message);
  }
}

export function malformed(message: string, status?: number): RequestFailure {
  return new RequestFailure('malformed', message, { status });
}

/** The connection failed, or what arrived was not HTTP. */
export function transportFailure(what: string, error: unknown): RequestFailure {
  // HPE_…: Node's parser could not read the answer as HTTP.
  const code = errorCode(error)?.startsWith('HPE_') ? 'malformed' : 'network';
  return new RequestFailure(code, `${what}: ${describeError(error)}`, { cause: safeCause(error) });
}

/** The error that callers see: `get lease default/billing: 403 Forbidden: …`. */
export function toLeaseRequestError(verb: LeaseVerb, lease: LeaseReference, error: unknown): LeaseRequestError {
  const { code, message, details } =
    error instanceof RequestFailure ? error : transportFailure('the request failed', error);
  return new LeaseRequestError(code, `${verb} lease ${lease.namespace}/${lease.name}: ${message}`, {
    verb,
    ...details,
  });
}
