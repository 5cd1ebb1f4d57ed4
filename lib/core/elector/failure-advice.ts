import { type LeaseRequestError } from '../lease/lease-request.error.js';
import { type LeaseReference } from '../record/lease.js';
import { leaseRole } from './lease-role.js';

/** What whoever reads of a failed request can do about it. */
export function failureAdvice({ code, message }: LeaseRequestError, lease: LeaseReference): string {
  switch (code) {
    case 'forbidden':
      return forbiddenAdvice(message, lease);
    case 'unauthorized':
      return (
        'The API server refuses the credentials. If this pod was force-deleted, its token died with it, and its lease runs ' +
        'out by itself. Otherwise check that the service account still exists and that its token is mounted.'
      );
    default:
      return 'It is tried again, in the background, until it works.';
  }
}

/** A 403 is of RBAC only if it says so; a Role would be no answer to the others. */
function forbiddenAdvice(message: string, lease: LeaseReference): string {
  if (message.includes('User "system:anonymous"')) {
    return (
      'The API server takes this process for an anonymous user: it was sent no credentials. Check the token of ' +
      '`connection`, or the user of the kubeconfig.'
    );
  }
  if (/User ".*" cannot \w+ resource "leases"/.test(message)) {
    return `This Role, bound to the pod's service account, grants what an election needs:\n${leaseRole(lease)}`;
  }
  if (message.includes('being terminated')) {
    return `The namespace ${lease.namespace} is being deleted, so no lease can be made in it any more.`;
  }
  if (message.includes('exceeded quota')) {
    return `A ResourceQuota of the namespace ${lease.namespace} allows no further Lease: raise it, or remove a lease.`;
  }
  return (
    'A Role would not help: an admission policy, or a proxy in front of the API server, refuses the request. Ask whoever ' +
    'runs the cluster to allow it.'
  );
}
