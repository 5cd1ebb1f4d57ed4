import { type IncomingHttpHeaders } from 'node:http';
import { methodNotAllowed, noSuchPath } from './api-status.error.js';
import { isObject } from './lease-decoder.js';
import { selectedName } from './selector.js';

/** What a request asks for, as RBAC calls it. */
export type LeaseApiVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** A request, as faults and the request log see it. */
export interface LeaseApiRequest {
  /** What it asks for. */
  readonly verb: LeaseApiVerb;
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
  /** From the path, the field selector or the body. Undefined for a list or watch of many leases. */
  readonly name: string | undefined;
  /** The user whose token it carries; `system:anonymous` without a token. */
  readonly user: string;
  /** The `spec.holderIdentity` that it writes; undefined if it writes none. */
  readonly holder: string | undefined;
  /** The header `User-Agent`. */
  readonly userAgent: string;
  /** Bytes. */
  readonly bodySize: number;
}

/** What the method and path of a request ask for. */
export interface LeaseTarget {
  verb: LeaseApiVerb;
  namespace: string | undefined;
  /** From the path, or from the field selector of a list or watch. */
  name: string | undefined;
  query: URLSearchParams;
}

const path = /^\/apis\/coordination\.k8s\.io\/v1(?:\/namespaces\/([^/]+))?\/leases(?:\/([^/]+)\/?)?$/;

/**
 * Undefined if the path has nothing to do with leases.
 *
 * @throws ApiStatusError 404 or 405 if it has, but is not served
 */
export function parseLeaseTarget(method: string, url: URL): LeaseTarget | undefined {
  const match = path.exec(decodeURIComponent(url.pathname)); // first decoded, then split, like the real server
  if (!match) return undefined;
  const [, namespace, name] = match as (string | undefined)[];
  if (name && !namespace) throw noSuchPath();
  const query = url.searchParams;
  const verb = name ? ofOne[method] : ofMany[method];
  if (!verb || (verb === 'create' && !namespace)) throw methodNotAllowed();
  if (verb !== 'list') return { verb, namespace, name, query };
  return {
    verb: isTrue(query.get('watch')) ? 'watch' : 'list',
    namespace,
    name: selectedName(query.get('fieldSelector') ?? ''),
    query,
  };
}

const ofOne: Record<string, LeaseApiVerb> = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
const ofMany: Record<string, LeaseApiVerb> = { GET: 'list', POST: 'create' };

/** Reads a boolean parameter as the real server does. */
export function isTrue(parameter: string | null): boolean {
  return parameter !== null && parameter !== '0' && parameter.toLowerCase() !== 'false';
}

export function describeRequest(
  target: LeaseTarget,
  body: string,
  headers: IncomingHttpHeaders,
  user: string,
): LeaseApiRequest {
  const written = writtenBy(body);
  return {
    verb: target.verb,
    namespace: target.namespace,
    name: target.name ?? written.name,
    user,
    holder: written.holder,
    userAgent: headers['user-agent'] ?? '',
    bodySize: Buffer.byteLength(body),
  };
}

function writtenBy(body: string): { name?: string; holder?: string } {
  try {
    const { metadata, spec } = JSON.parse(body) as { metadata?: unknown; spec?: unknown };
    const name = isObject(metadata) ? metadata.name : undefined;
    const holder = isObject(spec) ? spec.holderIdentity : undefined;
    return { ...(typeof name === 'string' && { name }), ...(typeof holder === 'string' && { holder }) };
  } catch {
    return {};
  }
}
