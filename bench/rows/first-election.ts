import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { type Peer } from '../peers/peer.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const ours = 'this package, its watch included';
const theirs = 'client-go';

export const firstElection: Row = {
  name: 'first-election',
  title: 'first election ever: start → leader, by the audit log',
  unit: 'requests',
  measurements: [
    { patient: true, take: lab => requestsOfFirst(lab, ours, thisPackage()) },
    { patient: true, take: lab => requestsOfFirst(lab, theirs, clientGo()) },
  ],
  judge: of => [
    { what: 'requests, the most', figure: summarize(of(ours)).max, target: 3, portable: true },
    {
      what: "requests ÷ client-go's",
      figure: summarize(of(ours)).median / summarize(of(theirs)).median,
      target: 1.5,
      portable: true,
    },
  ],
};

async function requestsOfFirst(lab: Lab, who: string, peer: Peer): Promise<Taken[]> {
  const samples: number[] = [];
  while (samples.length < lab.count(5, 1)) {
    const account = await lab.account(await lab.namespace());
    const before = lab.audit.position();
    const replica = await peer.start({ lease: 'first', account });
    await replica.told('leading');
    await replica.told('started');
    await new Promise(resolve => setTimeout(resolve, 500)); // whatever still follows belongs to it
    samples.push(lab.audit.since(before).filter(({ user }) => user === account.user).length);
    await replica.end();
  }
  return [{ who, samples }];
}
