/** What an app asks for. */
export interface RbacRequest {
  readonly leases: readonly string[];
  readonly serviceAccount: string;
  /** Whether `events: true` is set. */
  readonly events: boolean;
  /** The services of the option `endpoint`. */
  readonly endpoints: readonly string[];
  /** Undefined leaves it to whoever applies the manifests. */
  readonly namespace: string | undefined;
}

/** A rule of a Role. */
interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const rbac = 'rbac.authorization.k8s.io';

/** The ServiceAccount, the Role with the least that an election needs, and the RoleBinding. */
export function rbacManifests(request: RbacRequest): object[] {
  const { serviceAccount, namespace } = request;
  const inNamespace = namespace === undefined ? {} : { namespace };
  const name = `${serviceAccount}-leader-election`;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, ...inNamespace } },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, ...inNamespace }, rules: rulesOf(request) },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name, ...inNamespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccount, ...inNamespace }],
    },
  ];
}

function rulesOf({ leases, events, endpoints }: RbacRequest): Rule[] {
  const lease = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  const slice = { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] };
  return [
    { ...lease, resourceNames: leases, verbs: ['get', 'watch', 'update'] },
    { ...lease, verbs: ['create'] }, // RBAC cannot name what is not there yet
    ...(events ? [{ apiGroups: [''], resources: ['events'], verbs: ['create'] }] : []),
    ...(endpoints.length > 0
      ? [
          { ...slice, resourceNames: endpoints, verbs: ['get', 'update'] },
          { ...slice, verbs: ['create'] },
        ]
      : []),
  ];
}
