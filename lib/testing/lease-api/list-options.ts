import { badRequest, invalid, tooLargeResourceVersion, unexpected } from './api-status.error.js';
import { isTrue } from './lease-request.js';
import { type LeaseFilter, parseFieldSelector, parseLabelSelector } from './selector.js';

/** What a list or a watch selects. */
export function parseFilter(namespace: string | undefined, query: URLSearchParams): LeaseFilter {
  const byField = parseFieldSelector(query.get('fieldSelector') ?? '');
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
  return lease =>
    (namespace === undefined || lease.metadata.namespace === namespace) && byField(lease) && byLabel(lease);
}

/** Undefined for none. */
export function parseResourceVersion(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion');
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw unexpected(`resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`);
}

/** The real server waits a few seconds for a version from the future before it gives up. */
export function checkNotFromTheFuture(version: number | undefined, current: number): void {
  if (version !== undefined && version > current) throw tooLargeResourceVersion(version, current);
}

export interface WatchOptions {
  filter: LeaseFilter;
  /** Events after this version; undefined: begin with the present state as ADDED events. */
  from: number | undefined;
  /** A bookmark after the present state, and from time to time. */
  bookmarks: boolean;
  /** Milliseconds; undefined for no end. */
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
