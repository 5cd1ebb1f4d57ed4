/** What `events: true` needs of a Role. */
export const eventRules = `  - apiGroups: ['']
    resources: ['events']
    verbs: ['create']`;

/** What `endpoint` needs. RBAC cannot name what is not there yet. */
export function endpointRules(service: string): string {
  return `  - apiGroups: ['discovery.k8s.io']
    resources: ['endpointslices']
    resourceNames: ['${service}']
    verbs: ['get', 'update']
  - apiGroups: ['discovery.k8s.io']
    resources: ['endpointslices']
    verbs: ['create']`;
}
