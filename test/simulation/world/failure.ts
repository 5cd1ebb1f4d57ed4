import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';

const made = new Map<string, LeaseRequestError>();

/** The same one each time: errors are slow to make, nobody changes them, and most of a simulation's requests fail. */
export function failure(code: LeaseRequestFailure, verb: LeaseVerb, retryAfter?: number): LeaseRequestError {
  const key = `${verb}: ${code} ${retryAfter}`;
  let error = made.get(key);
  if (error === undefined) {
    const more = retryAfter === undefined ? {} : { retryAfter };
    made.set(key, (error = new LeaseRequestError(code, `${verb}: ${code}`, { verb, ...more })));
  }
  return error;
}
