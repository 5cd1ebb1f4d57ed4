import { readFileSync } from 'node:fs';
import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';

/** A request and a watch with nothing but `node:https`: the least that an election can cost. */
export async function watchBare(folder: string): Promise<void> {
  const [token, ca, namespace] = ['token', 'ca.crt', 'namespace'].map(name =>
    readFileSync(`${folder}/${name}`, 'utf8'),
  );
  const { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port } = process.env;
  const get = (query: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${query}`;
      request({ hostname, port, path, ca, headers: { authorization: `Bearer ${token}` } }, resolve)
        .on('error', reject)
        .end();
    });
  for await (const _chunk of await get('')) void _chunk;
  (await get('?watch=1')).resume();
}
