import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, createNamespace } from './kube-apiserver-client.js';
import type { KubeApiServer } from './kube-apiserver.js';

/** A cluster of the developer's own: what we make there, a namespace, is deleted again. */
export async function useExistingCluster(kubeconfig: string): Promise<KubeApiServer> {
  if (!existsSync(kubeconfig)) throw new Error(`TEST_KUBECONFIG names ${kubeconfig}, which does not exist`);

  // Only here, because it takes a kubeconfig in YAML, with all that a cloud's may hold, to need it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (!cluster || !user) throw new Error(`TEST_KUBECONFIG: ${kubeconfig} has no usable current-context`);

  const ca = cluster.caData ? Buffer.from(cluster.caData, 'base64').toString() : readOptional(cluster.caFile);
  const url = cluster.server.replace(/\/$/, '');
  const client = createClient(url, async token => {
    if (token) {
      // Without the admin's client certificate, which would outrank the token.
      const headers = { authorization: `Bearer ${token}` };
      return {
        ca: ca || undefined,
        servername: cluster.tlsServerName,
        rejectUnauthorized: !cluster.skipTLSVerify,
        headers,
      };
    }
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return options;
  });

  const namespace = `leader-test-${randomBytes(4).toString('hex')}`;
  await createNamespace(client, namespace);

  // A copy of the kubeconfig that stays in our namespace and knows no other cluster.
  const folder = mkdtempSync(join(tmpdir(), 'kube-'));
  const copy = new KubeConfig();
  const context = { name: 'test', cluster: cluster.name, user: user.name, namespace };
  copy.loadFromOptions({ clusters: [cluster], users: [user], contexts: [context], currentContext: 'test' });
  const kubeconfigPath = join(folder, 'kubeconfig');
  writeFileSync(kubeconfigPath, copy.exportConfig(), { mode: 0o600 });
  const caFile = join(folder, 'ca.crt');
  writeFileSync(caFile, ca);

  const unavailable = (what: string) => new Error(`${what} is not available on a cluster of yours (TEST_KUBECONFIG)`);
  return {
    ...client,
    source: 'cluster',
    url,
    pid: undefined,
    ca,
    caFile,
    adminToken: undefined,
    kubeconfigPath,
    namespace,
    createClientCertificate: () => {
      throw unavailable('createClientCertificate()');
    },
    kill9: () => Promise.reject(unavailable('kill9()')),
    restart: () => Promise.reject(unavailable('restart()')),
    async stop() {
      rmSync(folder, { recursive: true, force: true });
      const { status, text } = await client.request('DELETE', `/api/v1/namespaces/${namespace}`);
      if (status >= 300 && status !== 404)
        throw new Error(`deleting namespace ${namespace} answered ${status}: ${text}`);
    },
  };
}

function readOptional(path: string | undefined): string {
  return path ? readFileSync(path, 'utf8') : '';
}
