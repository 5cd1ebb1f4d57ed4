import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { codedependant } from '../peers/codedependant.js';
import { Fleet } from '../peers/fleet.js';
import { type Peer, type Timings } from '../peers/peer.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';
import { lanes } from './lanes.js';
import { shortLease, takeovers } from './takeovers.js';

const short: Timings = { leaseDuration: 2000, renewDeadline: 1500, renewInterval: 500 };
const ours = 'this package, 2 s leases, killed just after a renewal';
const theirs = 'client-go, 2 s leases';
const theirsByDefault = 'client-go, its defaults (15 s leases)';

export const crash: Row = {
  name: 'crash',
  title: 'crash failover: kill -9 of the leader → the next leader acts; 3 replicas in processes of their own',
  unit: 'ms',
  measurements: [
    { take: justAfterRenewal },
    { patient: true, take: lab => anytime(lab, theirs, clientGo(short)) },
    { patient: true, slow: true, take: lab => anytime(lab, theirsByDefault, clientGo()) },
    { patient: true, slow: true, take: lab => takeovers(lab, codedependant(shortLease), 'SIGKILL') },
  ],
  judge: of => {
    const { median, max } = summarize(of(ours));
    return [
      { what: 'median beyond the lease, ms', figure: median - 2000, target: 100, portable: false },
      { what: 'worst beyond the lease, ms', figure: max - 2000, target: 250, portable: false },
      { what: 'median ÷ the lease', figure: median / 2000, target: 1.05, portable: true },
      {
        what: "client-go's median, at its defaults, ÷ its lease",
        figure: summarize(of(theirsByDefault)).median / 15_000,
        target: 1,
        reach: 'at least',
        portable: true,
      },
    ];
  },
};

/** The worst moment: the whole lease is still to run. */
async function justAfterRenewal(lab: Lab): Promise<Taken[]> {
  const fleet = await Fleet.start(lab, thisPackage(short), 3);
  const samples: number[] = [];
  while (samples.length < lab.count(20, 2)) {
    await fleet.leader.tells('renewed');
    samples.push(await fleet.replaceLeader('SIGKILL'));
  }
  await fleet.end();
  return [{ who: ours, samples }];
}

/** client-go does not tell when it renews; a lease it renews every 2 s has up to so much less to run. */
async function anytime(lab: Lab, who: string, peer: Peer): Promise<Taken[]> {
  const samples = await lanes(lab.count(5, 1), async () => {
    const fleet = await Fleet.start(lab, peer, 3);
    const taken: number[] = [];
    while (taken.length < lab.count(4, 2)) taken.push(await fleet.replaceLeader('SIGKILL'));
    await fleet.end();
    return taken;
  });
  return [{ who, samples }];
}
