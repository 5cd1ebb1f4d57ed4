import type { KubeAnswer, KubeClient } from './kube-apiserver-client.js';
import type { KubeApiServer } from './kube-apiserver.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Somebody who may do everything. */
export interface Administrator {
  readonly token: string;
  remove(): Promise<void>;
}

/** The static administrator's token, or, on a cluster that has none, that of a service account that may do the same. */
export async function administratorOf(server: KubeApiServer): Promise<Administrator> {
  const { adminToken: token, namespace } = server;
  if (token) return { token, remove: async () => {} };
  const binding = `${rbac}/clusterrolebindings`;
  await must(server, 'POST', binding, {
    metadata: { name: namespace },
    subjects: [{ kind: 'ServiceAccount', name: 'administrator', namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  });
  return {
    token: await server.serviceAccountToken(namespace, 'administrator'),
    remove: async () => void (await must(server, 'DELETE', `${binding}/${namespace}`)),
  };
}

/** As the admin; anything but success is an error. */
export async function must(server: KubeClient, method: string, path: string, body?: object): Promise<KubeAnswer> {
  const answer = await server.request(method, path, { body });
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return answer;
}
