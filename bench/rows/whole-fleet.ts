import { setTimeout as delay } from 'node:timers/promises';
import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { type Peer } from '../peers/peer.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const ours = 'this package, from the candidate being up';
const theirs = 'client-go, its defaults';

/** Seconds. */
const lease = 15;
const expiredSince = 5;

export const wholeFleet: Row = {
  name: 'whole-fleet',
  title: `whole fleet crashed, the lease (${lease} s, expired ${expiredSince} s ago by the server's clock) still names it: start → leader`,
  unit: 'ms',
  measurements: [
    {
      patient: true,
      take: lab => takeOld(lab, ours, thisPackage({ leaseDuration: lease * 1000 }), lab.count(20, 3), 1),
    },
    { patient: true, take: lab => takeOld(lab, theirs, clientGo(), lab.count(20, 2), 20) },
  ],
  judge: of => [
    { what: 'p95, ms', figure: summarize(of(ours)).p95, target: 150, portable: false },
    {
      what: "median ÷ client-go's",
      figure: summarize(of(ours)).median / summarize(of(theirs)).median,
      target: 0.01,
      portable: true,
    },
  ],
};

/** Leases of a leader that is no more, one for each sample; then the candidates, so many at a time. */
async function takeOld(lab: Lab, who: string, peer: Peer, count: number, atATime: number): Promise<Taken[]> {
  const account = await lab.account(await lab.namespace());
  const names = Array.from({ length: count }, (_, i) => `old-${i}`);
  for (const name of names) await writeOld(lab, account.namespace, name);
  await delay((lease + expiredSince) * 1000);
  const samples: number[] = [];
  const take = async (name: string) => {
    const replica = await peer.start({ lease: name, account });
    const from = await replica.told(peer.tellsWhenUp ? 'up' : 'started');
    samples.push((await replica.told('leading')) - from);
    await replica.end();
  };
  for (let i = 0; i < count; i += atATime) await Promise.all(names.slice(i, i + atATime).map(take));
  return [{ who, samples }];
}

async function writeOld(lab: Lab, namespace: string, name: string): Promise<void> {
  const now = new Date().toISOString().replace('Z', '000Z');
  await lab.must('POST', `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, {
    metadata: { name },
    spec: {
      holderIdentity: 'crashed',
      leaseDurationSeconds: lease,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 1,
    },
  });
}
