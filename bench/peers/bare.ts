import { fileURLToPath } from 'node:url';
import { type Peer } from './peer.js';
import { Replica } from './replica.js';

const program = fileURLToPath(new URL('programs/bare-candidate.js', import.meta.url));

/** Candidates of Node alone, in processes of their own. */
export const bare: Peer = {
  name: 'Node alone',
  saysWhoLeads: true,
  tellsWhenUp: true,
  async start({ lease, account }) {
    return new Replica(process.execPath, [program, account.folder, lease], account.env, account.user);
  },
};
