import { badRequest, invalid, tooLargeResourceVersion, unexpected } from './api-status.error.js';
import { isTrue } from './lease-request.js';
import { type LeaseFilter, parseFieldSelector, parseLabelSelector } from './selector.js';

/** Which leases a list or watch selects. */
export function parseFilter(namespace: string | undefined, query: URLSearchParams): LeaseFilter {
  const byField = parseFieldSelector(query.get('fieldSelector') ?? '');
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
  return lease =>
    (namespace === undefined || lease.metadata.namespace === namespace) && byField(lease) && byLabel(lease);
}

/** Undefined if the query has none. */
export function parseResourceVersion(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion');
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw unexpected(`resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`);
}

/** Throws if the version is in the future. (The real server first waits for it for a few seconds.) */
export function checkNotFromTheFuture(version: number | undefined, current: number): void {
  if (version !== undefined && version > current) throw tooLargeResourceVersion(version, current);
}

export interface WatchOptions {
  filter: LeaseFilter;
  /** Send events after this version. If undefined, begin with the current state as ADDED events. */
  from: number | undefined;
  /** Whether to send bookmarks: after the current state, and from time to time. */
  bookmarks: boolean;
  /** Milliseconds; undefined for no limit. */
  timeout: number | undefined;
}

export function parseWatchOptions(
  namespace: string | undefined,
  query: URLSearchParams,
  current: number,
): WatchOptions {
  const version = parseResourceVersion(query);
  const initialEvents = query.get('sendInitialEvents');
  checkInitialEvents(initialEvents, query.get('resourceVersionMatch'));
  const fromPresent = initialEvents === null ? !version : isTrue(initialEvents);
  return {
    filter: parseFilter(namespace, query),
    from: fromPresent ? undefined : version || current,
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeout: parseTimeout(query.get('timeoutSeconds')),
  };
}

function checkInitialEvents(initialEvents: string | null, match: string | null): void {
  const refuse = (why: string) =>
    invalid({ group: 'meta.k8s.io', kind: 'ListOptions', name: '' }, [
      { type: 'FieldValueForbidden', field: 'resourceVersionMatch', message: `Forbidden: ${why}` },
    ]);
  if (initialEvents === null) {
    if (match) throw refuse('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  } else if (match !== 'NotOlderThan') {
    throw refuse('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
}

function parseTimeout(text: string | null): number | undefined {
  if (!text) return undefined;
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const seconds = Number(text);
  return seconds > 0 ? seconds * 1000 : undefined;
}
