import { clientGoBinary } from '../../test/support/client-go-binary.js';
import { type Peer, type Timings } from './peer.js';
import { Replica } from './replica.js';

/** client-go's tools/leaderelection; its retry period is also how often it renews. @param timings its own by default */
export function clientGo(timings?: Timings): Peer {
  const flags = timings
    ? [
        `-lease-duration=${timings.leaseDuration}ms`,
        `-renew-deadline=${timings.renewDeadline}ms`,
        `-retry-period=${timings.renewInterval}ms`,
      ]
    : [];
  return {
    name: 'client-go',
    saysWhoLeads: true,
    tellsWhenUp: false,
    async start({ lease, account }) {
      const args = [`-kubeconfig=${account.kubeconfig}`, `-namespace=${account.namespace}`, `-lease=${lease}`];
      const program = await clientGoBinary();
      return new Replica(program, ['-exit-with-stdin', ...args, ...flags], {}, account.user);
    },
  };
}
