import { isObject } from '../record/is-object.js';
import { isResourceVersion } from '../record/resource-version.js';
import { parseJson, toLease } from './lease-answer.js';
import { type LeaseWatchEvent } from './lease-client.js';
import { decodeUtf8 } from './http/read-body.js';
import { malformed } from './request-failure.js';
import { asStatus, statusFailure } from './status-error.js';

/**
 * Parses one line of a watch. Undefined for an event of another lease.
 *
 * @throws RequestFailure what an ERROR event reports, or `malformed`
 */
export function parseWatchEvent(line: Buffer, name: string): LeaseWatchEvent | undefined {
  const event = parseJson(decodeUtf8(line));
  if (!isObject(event) || !isObject(event.object)) throw malformed('a watch event is not what the API sends');
  const { type, object } = event;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      if (isObject(object.metadata) && typeof object.metadata.name === 'string' && object.metadata.name !== name) {
        return undefined;
      }
      return { type, lease: toLease(object, name) };
    case 'BOOKMARK':
      return { type, resourceVersion: bookmarkedVersion(object) };
    case 'ERROR':
      throw errorEvent(object);
    default:
      throw malformed('a watch event has an unknown type');
  }
}

/** The object of a bookmark has only a version. */
function bookmarkedVersion({ metadata }: Record<string, unknown>): string {
  const version = isObject(metadata) ? metadata.resourceVersion : undefined;
  if (!isResourceVersion(version)) {
    throw malformed('the resourceVersion of a bookmark is not an integer');
  }
  return version;
}

function errorEvent(object: Record<string, unknown>) {
  const status = asStatus(object);
  const code = status?.code;
  const isError = typeof code === 'number' && Number.isInteger(code) && code >= 400;
  return isError ? statusFailure(code, status) : malformed('a watch ended with an error event without a status');
}
