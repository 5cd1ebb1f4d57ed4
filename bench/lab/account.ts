import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A service account and all that a process needs to be it. */
export interface Account {
  readonly namespace: string;
  /** As the audit log names it. */
  readonly user: string;
  readonly token: string;
  /** URL of the API server, as this account is to reach it. */
  readonly server: string;
  readonly ca: string;
  /** With `token`, `ca.crt` and `namespace`, as a pod has them. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** What a pod has in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

export function writeAccount(
  given: Pick<Account, 'namespace' | 'user' | 'token' | 'server' | 'ca' | 'folder'>,
): Account {
  const { namespace, token, server, ca, folder } = given;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ token, 'ca.crt': ca, namespace }))
    writeFileSync(join(folder, name), text);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(given)));
  const { hostname, port } = new URL(server);
  return { ...given, kubeconfig, env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } };
}

function kubeconfigOf({ namespace, token, server, ca }: Pick<Account, 'namespace' | 'token' | 'server' | 'ca'>) {
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench', namespace } }],
    clusters: [{ name: 'bench', cluster }],
    users: [{ name: 'bench', user: { token } }],
  };
}
