import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateAuthority, createCertificateAuthority, keyPair } from './kube-apiserver-certificates.js';

/** A temporary folder with all that one server and its clients read and write. */
export interface ClusterFolder {
  readonly folder: string;
  readonly log: string;
  readonly authority: CertificateAuthority;
  readonly caFile: string;
  readonly adminToken: string;
  readonly kubeconfigPath: string;
  readonly namespace: string;
}

export function prepareFolder(url: string): ClusterFolder {
  const folder = mkdtempSync(join(tmpdir(), 'kube-')); // short: a Unix socket's path has about a hundred bytes
  const write = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const authority = createCertificateAuthority();
  const serving = authority.loopbackServer();
  const caFile = write('ca.crt', authority.cert);
  write('server.crt', serving.cert);
  write('server.key', serving.key);
  write('service-accounts.key', keyPair().privateKey.export({ type: 'sec1', format: 'pem' }));

  const adminToken = randomBytes(16).toString('hex');
  write('tokens.csv', `${adminToken},admin,admin,"system:masters"\n`);

  const namespace = `leader-test-${randomBytes(4).toString('hex')}`;
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(authority.cert).toString('base64') };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin', namespace } }],
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'admin', user: { token: adminToken } }],
  };
  const kubeconfigPath = write('kubeconfig', JSON.stringify(kubeconfig)); // JSON is YAML, too
  return { folder, log: join(folder, 'log'), authority, caFile, adminToken, kubeconfigPath, namespace };
}

export function apiServerFlags(folder: string, port: number, { ownEtcd }: { ownEtcd: boolean }): string[] {
  const file = (name: string) => join(folder, name);
  return [
    ...(ownEtcd ? [`--data-dir=${folder}`, '--exit-with-stdin'] : [`--etcd-servers=unix://${file('etcd.sock')}`]),
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    // No pod will ever look for this server: it need not announce an address, nor this machine have another one.
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/24',
    `--cert-dir=${folder}`,
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--token-auth-file=${file('tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-signing-key-file=${file('service-accounts.key')}`,
    `--service-account-key-file=${file('service-accounts.key')}`,
    '--authorization-mode=RBAC',
    // It waits for a controller, which is not here, to make each namespace's default account.
    '--disable-admission-plugins=ServiceAccount',
  ];
}

/** For envtest's etcd, the same as our own binary does inside. */
export function etcdFlags(folder: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=unix://${join(folder, 'etcd.sock')}`,
    '--advertise-client-urls=http://localhost:2379', // etcd wants one; nobody uses it
    '--listen-peer-urls=http://127.0.0.1:0',
    '--log-level=error',
  ];
}
