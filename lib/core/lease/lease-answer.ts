import { isObject } from '../record/is-object.js';
import { type Lease } from '../record/lease.js';
import { isResourceVersion } from '../record/resource-version.js';
import { malformed } from './request-failure.js';

/** Parses JSON from the API. @throws RequestFailure `malformed` if it is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('the answer is not JSON');
  }
}

/**
 * The value as a Lease of this name with a uid and a resource version. Does not check the spec.
 *
 * @throws RequestFailure `malformed` if it is anything else
 */
export function toLease(value: unknown, name: string): Lease {
  if (!isObject(value) || value.kind !== 'Lease' || !isObject(value.metadata)) {
    throw malformed('the answer is not a Lease');
  }
  const { metadata } = value;
  if (metadata.name !== name) throw malformed('the answer is a different lease than the one requested');
  if (typeof metadata.uid !== 'string' || metadata.uid === '') throw malformed('the lease has no uid');
  if (!isResourceVersion(metadata.resourceVersion)) {
    throw malformed('the resourceVersion of the lease is not an integer');
  }
  return value as unknown as Lease;
}
