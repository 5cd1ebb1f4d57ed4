import { setTimeout as delay } from 'node:timers/promises';
import { type LeaseApiVerb } from '../../lib/testing/index.js';
import { describeLeaseApi } from '../integration/lease-api/conformance.js';
import { type LeaseApiUnderTest } from '../integration/lease-api/lease-api-under-test.js';
import { administratorOf, must } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, startKubeApiServer } from '../support/kube-apiserver.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

describeLeaseApi('A real kube-apiserver over HTTP/2', () => started(true));
describeLeaseApi('A real kube-apiserver over HTTP/1.1', () => started(false));

async function started(http2: boolean): Promise<LeaseApiUnderTest> {
  const server = await startKubeApiServer({ flags: http2 ? [] : ['--disable-http2-serving'] });
  const administrator = await administratorOf(server).catch(async error => {
    await server.stop();
    throw error;
  });
  return {
    url: server.url,
    ca: server.ca,
    http2,
    token: administrator.token,
    namespace: server.namespace,
    grant: (name, verbs) => grant(server, name, verbs),
    async forgetHistory() {
      // A cluster that has run for a while has forgotten version 1; a server of ours forgets it when it starts anew.
      if (server.source !== 'cluster') await server.restart();
    },
    async close() {
      await administrator.remove().finally(() => server.stop());
    },
  };
}

async function grant(server: KubeApiServer, name: string, verbs: LeaseApiVerb[]) {
  const { namespace } = server;
  const token = await server.serviceAccountToken(namespace, name);
  const user = `system:serviceaccount:${namespace}:${name}`;
  if (verbs.length === 0) return { token, user };
  const roles = `${rbac}/namespaces/${namespace}`;
  const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs }];
  await must(server, 'POST', `${roles}/roles`, { metadata: { name }, rules });
  await must(server, 'POST', `${roles}/rolebindings`, {
    metadata: { name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  });
  const lease = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/any`;
  while ((await server.request('GET', lease, { token })).status === 403) await delay(20); // not known everywhere yet
  return { token, user };
}
