import { type ClientHttp2Stream, connect } from 'node:http2';
import { podAccount } from './pod-account.js';

/** A request and a watch on one connection, with nothing but `node:http2`: the least that HTTP/2 can cost. */
export async function watchBareHttp2(folder: string): Promise<void> {
  const { server, ca, token, namespace } = podAccount(folder);
  const session = connect(server, { ca });
  const get = (query: string) =>
    new Promise<ClientHttp2Stream>((resolve, reject) => {
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${query}`;
      const stream = session.request({ ':path': path, authorization: `Bearer ${token}` });
      stream.on('error', reject).on('response', () => resolve(stream));
    });
  for await (const _chunk of await get('')) void _chunk;
  (await get('?watch=1')).resume();
}
