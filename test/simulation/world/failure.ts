import { type LeaseRequestFailure } from '../../../lib/errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from '../../../lib/lease/lease-request.error.js';

export function failure(code: LeaseRequestFailure, verb: LeaseVerb, retryAfter?: number): LeaseRequestError {
  return new LeaseRequestError(code, `${verb}: ${code}`, { verb, ...(retryAfter === undefined ? {} : { retryAfter }) });
}
