import { readFileSync } from 'node:fs';
import { type ClientHttp2Stream, connect } from 'node:http2';

/** A request and a watch on one connection, with nothing but `node:http2`: the least that HTTP/2 can cost. */
export async function watchBareHttp2(folder: string): Promise<void> {
  const [token, ca, namespace] = ['token', 'ca.crt', 'namespace'].map(name =>
    readFileSync(`${folder}/${name}`, 'utf8'),
  );
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const session = connect(`https://${host}:${port}`, { ca });
  const get = (query: string) =>
    new Promise<ClientHttp2Stream>((resolve, reject) => {
      const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${query}`;
      const stream = session.request({ ':path': path, authorization: `Bearer ${token}` });
      stream.on('error', reject).on('response', () => resolve(stream));
    });
  for await (const _chunk of await get('')) void _chunk;
  (await get('?watch=1')).resume();
}
