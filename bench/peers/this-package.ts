import { fileURLToPath } from 'node:url';
import { type Peer, type Timings } from './peer.js';
import { Replica } from './replica.js';

const program = fileURLToPath(new URL('programs/nest-app.js', import.meta.url));

/** Keeps the package, as client-go, to HTTP/1.1. */
export const http1 = { DISABLE_HTTP2: '1' };

/** A Nest app with this package, as it runs in a pod. */
export function thisPackage(timings: Partial<Timings> = {}, env: Readonly<Record<string, string>> = {}): Peer {
  return {
    name: 'this package',
    saysWhoLeads: true,
    tellsWhenUp: true,
    async start({ lease, account }) {
      const options = { leaseName: lease, namespace: account.namespace, ...timings };
      const connection = { serviceAccount: account.folder };
      return new Replica(
        process.execPath,
        [program, JSON.stringify({ ...options, connection })],
        { ...account.env, ...env },
        account.user,
      );
    },
  };
}
