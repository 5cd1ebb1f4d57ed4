import { fileURLToPath } from 'node:url';
import { type Peer } from './peer.js';
import { Replica } from './replica.js';

/** Candidates of Node alone, in processes of their own. */
export const bare = peerOf('Node alone', 'bare-candidate');

/** The same candidates in Nest apps. */
export const bareInNest = peerOf('Nest alone', 'bare-nest-app');

function peerOf(name: string, program: string): Peer {
  const file = fileURLToPath(new URL(`programs/${program}.js`, import.meta.url));
  return {
    name,
    saysWhoLeads: true,
    tellsWhenUp: true,
    async start({ lease, account }) {
      return new Replica(process.execPath, [file, account.folder, lease], account.env, account.user);
    },
  };
}
