import { type KubernetesBinaries } from '../../support/kubernetes-binaries.js';
import { nodeAddress, serviceRange } from './addresses.js';
import { type DaemonOptions } from './daemon.js';
import { type NodeFolder } from './node-folder.js';

/** A line for each request for a lease by a service account: whose it was, and by which token. */
const auditedLeases = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'Metadata',
      userGroups: ['system:serviceaccounts'],
      resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
    },
    { level: 'None' },
  ],
};

export function apiServer(program: string, folder: NodeFolder): DaemonOptions {
  const file = (name: string) => folder.file(name);
  return {
    name: 'kube-apiserver',
    program,
    args: [
      `--data-dir=${folder.path}`,
      '--secure-port=443',
      '--bind-address=0.0.0.0',
      `--advertise-address=${nodeAddress}`,
      `--service-cluster-ip-range=${serviceRange}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--allow-privileged=true',
      `--cert-dir=${folder.path}`,
      `--tls-cert-file=${file('server.crt')}`,
      `--tls-private-key-file=${file('server.key')}`,
      `--token-auth-file=${file('tokens.csv')}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-signing-key-file=${file('service-accounts.key')}`,
      `--service-account-key-file=${file('service-accounts.key')}`,
      '--authorization-mode=RBAC',
      `--audit-policy-file=${folder.writeJson('audit-policy', auditedLeases)}`,
      `--audit-log-path=${file('audit.log')}`,
    ],
  };
}

export function controllerManager(
  { controllerManager: program }: KubernetesBinaries,
  folder: NodeFolder,
): DaemonOptions {
  return {
    name: 'kube-controller-manager',
    program,
    args: [
      `--kubeconfig=${folder.kubeconfig}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--cert-dir=${folder.path}/controller-manager`,
      `--root-ca-file=${folder.file('ca.crt')}`,
      `--service-account-private-key-file=${folder.file('service-accounts.key')}`,
    ],
  };
}

export function scheduler({ scheduler: program }: KubernetesBinaries, folder: NodeFolder): DaemonOptions {
  return {
    name: 'kube-scheduler',
    program,
    args: [
      `--kubeconfig=${folder.kubeconfig}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--cert-dir=${folder.path}/scheduler`,
    ],
  };
}
