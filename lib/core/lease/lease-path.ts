import { type LeaseReference } from '../record/lease.js';
import { RequestFailure } from './request-failure.js';

/** The path of a namespace's leases, as `create` uses it. */
export function leasesPath(namespace: string): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${segment(namespace, 'namespace')}/leases`;
}

export function leasePath(lease: LeaseReference): string {
  return `${leasesPath(lease.namespace)}/${segment(lease.name, 'lease')}`;
}

/** Watches this one lease. */
export function watchPath(
  { namespace, name }: LeaseReference,
  timeoutSeconds: number,
  resourceVersion: string | undefined,
): string {
  const query = new URLSearchParams({
    watch: '1',
    fieldSelector: `metadata.name=${name}`,
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.ceil(timeoutSeconds)),
  });
  if (resourceVersion !== undefined) query.set('resourceVersion', resourceVersion);
  // `join` copies: what is put together by `+` or a template keeps its pieces, for as long as the watch is open.
  return [leasesPath(namespace), query.toString()].join('?');
}

/**
 * One segment of a path. Refuses what Kubernetes' own clients refuse: an empty name, dots, and slashes would address
 * something other than a lease. (The API server reads an encoded slash as a slash.)
 */
function segment(name: string, what: string): string {
  try {
    if (!/^\.{0,2}$|[/%]/.test(name)) return encodeURIComponent(name);
  } catch {
    // half a surrogate pair
  }
  throw new RequestFailure('rejected', `"${name}" is not a valid ${what} name`);
}
