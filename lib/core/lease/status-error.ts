import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { parseHttpDate } from './http-date.js';
import { isObject } from '../record/is-object.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { oneLine } from './one-line.js';
import { malformed, RequestFailure } from './request-failure.js';

/** The fields we read of a `v1.Status`: the body of an API error, or the object of a watch's ERROR event. */
export interface ApiStatus {
  code?: unknown;
  message?: unknown;
  details?: unknown;
}

/** The failure that an answer other than 2xx reports. Pass no `body` if it was too large to come from the API. */
export function answerFailure(status: number, headers: IncomingHttpHeaders, body: string | undefined): RequestFailure {
  if (status < 400)
    return malformed(`${title(status)}: not an answer from the Kubernetes API (redirects are not followed)`, status);
  return statusFailure(status, parseStatus(body), retryAfter(headers));
}

/** The same for a status that came in a watch event, without headers. */
export function statusFailure(status: number, body: ApiStatus | undefined, wait?: number): RequestFailure {
  const code = failureOf(status);
  // A 404 or 409 says something about the lease only if the API itself sent it. A load balancer in front of it, or an
  // API server that is starting, answers "404 page not found" as well.
  if (!body && (code === 'notFound' || code === 'conflict')) {
    return malformed(`${title(status)}, but not from the Kubernetes API`, status);
  }
  const message = typeof body?.message === 'string' ? oneLine(body.message) : '';
  const fallback =
    code === 'forbidden' ? 'no permission for leases.coordination.k8s.io (the server does not say why)' : '';
  const text = [title(status), message || fallback].filter(Boolean).join(': ');
  return new RequestFailure(code, text, { status, retryAfter: wait ?? statusRetryAfter(body) });
}

function failureOf(status: number): LeaseRequestFailure {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'notFound';
    case 409:
      return 'conflict';
    case 410:
      return 'gone';
    case 429:
      return 'throttled';
    default:
      return status < 500 ? 'rejected' : 'server';
  }
}

function title(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

function parseStatus(body: string | undefined): ApiStatus | undefined {
  if (body === undefined) return undefined;
  try {
    return asStatus(JSON.parse(body));
  } catch {
    return undefined;
  }
}

export function asStatus(value: unknown): ApiStatus | undefined {
  return isObject(value) && value.kind === 'Status' ? value : undefined;
}

/** Milliseconds. The header has seconds, or an HTTP date, which counts only if the server also sends its own time. */
function retryAfter(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = parseHttpDate(value);
  const now = parseHttpDate(headers.date);
  return until === undefined || now === undefined ? undefined : Math.max(0, until - now);
}

function statusRetryAfter(body: ApiStatus | undefined): number | undefined {
  const seconds = isObject(body?.details) ? body.details.retryAfterSeconds : undefined;
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
