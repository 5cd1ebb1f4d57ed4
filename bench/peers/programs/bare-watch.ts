import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { podAccount } from './pod-account.js';

/** A request and a watch with nothing but `node:https`: the least that an election can cost. */
export async function watchBare(folder: string): Promise<void> {
  const { server, ca, token, namespace } = podAccount(folder);
  const get = (query: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${query}`;
      request(`${server}${path}`, { ca, headers: { authorization: `Bearer ${token}` } }, resolve)
        .on('error', reject)
        .end();
    });
  for await (const _chunk of await get('')) void _chunk;
  (await get('?watch=1')).resume();
}
