const group = 'coordination.k8s.io';
const version = { groupVersion: `${group}/v1`, version: 'v1' };

/** The paths that tell a client what the server has. All except `/readyz` and the like need a user. */
export function discover(path: string): object | string | undefined {
  switch (path) {
    case '/readyz':
    case '/livez':
    case '/healthz':
      return 'ok';
    case '/version':
      return { major: '1', minor: '36', gitVersion: 'v1.36.0+lease-api-server', platform: 'nodejs' };
    case '/api':
      return { kind: 'APIVersions', versions: [] };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup()] };
    case `/apis/${group}`:
      return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup() };
    case `/apis/${group}/v1`:
      return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version.groupVersion, resources: [leases] };
    default:
      return undefined;
  }
}

/** Whether a path needs no user. */
export function isPublic(path: string): boolean {
  return ['/readyz', '/livez', '/healthz', '/version'].includes(path);
}

const apiGroup = () => ({ name: group, versions: [version], preferredVersion: version });

const leases = {
  name: 'leases',
  singularName: 'lease',
  namespaced: true,
  kind: 'Lease',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
};
