import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';
import { apply } from '../../support/manifests.js';
import { askedForClientNode, withoutClientNode } from './pods.js';
import { long, short, type World } from './world.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

export function describeKubeconfigs(getWorld: () => World): void {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function writeKubeconfig(user: object, cluster: object = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    folders.push(folder);
    const { url, ca } = getWorld().server;
    const trusted = { server: url, 'certificate-authority-data': base64(ca), ...cluster };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
      clusters: [{ name: 'test', cluster: trusted }],
      users: [{ name: 'test', user }],
    };
    const file = join(folder, 'config');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    getWorld().secrets.addKubeconfig(file);
    return file;
  }

  /** A kubeconfig whose user has nothing but a certificate, and what the manifests grant. On a cluster of yours, yours. */
  async function certificateKubeconfig(namespace: string): Promise<string> {
    const { server } = getWorld();
    if (server.source === 'cluster') return server.kubeconfigPath;
    const { cert, key } = server.createClientCertificate('jane', ['developers']);
    const name = 'billing-leader-election';
    const apiGroup = 'rbac.authorization.k8s.io';
    await apply(
      server,
      {
        apiVersion: `${apiGroup}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'jane' },
        roleRef: { apiGroup, kind: 'Role', name },
        subjects: [{ apiGroup, kind: 'User', name: 'jane' }],
      },
      namespace,
    );
    return writeKubeconfig({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) });
  }

  describe('A Nest app with a kubeconfig', () => {
    it('leads by its client certificate', async () => {
      const { namespace } = await getWorld().newPod();
      const kubeconfig = await certificateKubeconfig(namespace);
      const app = getWorld().start({ ...long, namespace, connection: { kubeconfig } });
      await app.until('jobDone');
      app.kill('SIGTERM');
      await app.ended();
      expect((await getWorld().lease(namespace))?.spec?.holderIdentity).toBe('');
    });

    it('says which package to install where @kubernetes/client-node is not', async () => {
      const { namespace } = await getWorld().newPod();
      const kubeconfig = await certificateKubeconfig(namespace);
      const app = getWorld().start(
        { ...short, namespace, connection: { kubeconfig } },
        { execArgv: withoutClientNode },
      );
      await app.printed('npm install @kubernetes/client-node');
      expect([app.countOf('acquired'), app.output]).toEqual([0, expect.stringContaining(askedForClientNode)]);
    });
  });

  describe('A Nest app that does not know the CA of its API server', () => {
    const stranger = createCertificateAuthority().cert;

    /** Whatever Node is told about all of its connections. */
    const careless = { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } };

    const isDistrust = ({ code, everything }: { code: string; everything: string }) =>
      code === 'network' && everything.includes('certificate');

    it('sends nothing, in a pod', async () => {
      const { namespace } = await getWorld().newPod();
      const { connection } = await getWorld().podIn(namespace, { ca: stranger });
      const app = getWorld().start({ ...short, connection }, careless);
      await app.until('requestFailed', isDistrust);
      await app.next('requestFailed', isDistrust);
      expect([app.countOf('acquired'), await getWorld().lease(namespace)]).toEqual([0, undefined]);
    });

    it('sends nothing, with a kubeconfig, unless that says `insecure-skip-tls-verify`', async () => {
      const { namespace } = await getWorld().newPod();
      const token = await getWorld().newToken(namespace);
      const unknown = { 'certificate-authority-data': base64(stranger) };
      const careful = getWorld().start(
        { ...short, namespace, connection: { kubeconfig: writeKubeconfig({ token }, unknown) } },
        careless,
      );
      await careful.until('requestFailed', isDistrust);
      await careful.next('requestFailed', isDistrust);
      expect([careful.countOf('acquired'), await getWorld().lease(namespace)]).toEqual([0, undefined]);

      const insecure = { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true };
      const kubeconfig = writeKubeconfig({ token }, insecure);
      await getWorld()
        .start({ ...short, namespace, connection: { kubeconfig } })
        .until('jobDone');
    });
  });
}
