import { type LeaseReference } from '../record/lease.js';

/** The least that an election needs. `create` cannot be limited by name: RBAC cannot name what is not there yet. */
export function leaseRole(lease: LeaseReference): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${lease.name}-leader-election
  namespace: ${lease.namespace}
rules:
  - apiGroups: ['coordination.k8s.io']
    resources: ['leases']
    resourceNames: ['${lease.name}']
    verbs: ['get', 'watch', 'update']
  - apiGroups: ['coordination.k8s.io']
    resources: ['leases']
    verbs: ['create']`;
}
