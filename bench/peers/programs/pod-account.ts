import { readFileSync } from 'node:fs';
import { type Account } from '../../lab/account.js';

/** Who a process is in a pod: from the folder of its service account, and its environment. */
export function podAccount(folder: string): Pick<Account, 'namespace' | 'server' | 'ca' | 'token'> {
  const [token, ca, namespace] = ['token', 'ca.crt', 'namespace'].map(name =>
    readFileSync(`${folder}/${name}`, 'utf8'),
  );
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  return { token, ca, namespace, server: `https://${host}:${port}` };
}
