import { fileURLToPath } from 'node:url';
import { type Peer } from './peer.js';
import { Replica } from './replica.js';

const program = fileURLToPath(new URL('programs/codedependant.js', import.meta.url));

/** `@codedependant/kubernetes-leader-election`. @param leaseSeconds its own 20 by default; it renews twice a lease */
export function codedependant(leaseSeconds = 20): Peer {
  return {
    name: '@codedependant/kubernetes-leader-election',
    saysWhoLeads: false,
    tellsWhenUp: true,
    async start({ lease, account }) {
      const options = {
        lease_name: lease,
        namespace: account.namespace,
        lease_duration_sec: leaseSeconds,
        renew_interval_ms: leaseSeconds * 500,
      };
      const env = { ...account.env, KUBECONFIG: account.kubeconfig };
      return new Replica(process.execPath, [program, JSON.stringify(options)], env, account.user);
    },
  };
}
