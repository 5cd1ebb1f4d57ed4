import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { type Peer } from '../peers/peer.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';
import { lanes } from './lanes.js';

const ours = 'this package (20 s leases)';
const theirs = 'client-go, its defaults (15 s leases)';

export const restart: Row = {
  name: 'restart',
  title: 'kill -9 of the only replica, which is started again in its place: it listens → it leads',
  unit: 'ms',
  measurements: [
    { take: lab => restarts(lab, ours, thisPackage(), 1, lab.count(30, 3)) },
    { patient: true, take: lab => restarts(lab, theirs, clientGo(), lab.count(5, 2), lab.count(2, 1)) },
  ],
  judge: of => [
    { what: 'median, ms', figure: summarize(of(ours)).median, target: 300, portable: false },
    {
      what: "client-go's median − ours, ÷ its lease",
      figure: (summarize(of(theirs)).median - summarize(of(ours)).median) / 15_000,
      target: 0.5,
      reach: 'at least',
      portable: true,
    },
  ],
};

async function restarts(lab: Lab, who: string, peer: Peer, atATime: number, count: number): Promise<Taken[]> {
  const samples = await lanes(atATime, async () => {
    const account = await lab.account(await lab.namespace());
    const start = () => peer.start({ lease: 'bench', account });
    let replica = await start();
    lab.onClose(() => replica.end());
    await replica.told('leading');
    const taken: number[] = [];
    while (taken.length < count) {
      await replica.end();
      replica = await start();
      const [listening, leading] = await Promise.all([replica.told('started'), replica.told('leading')]);
      taken.push(Math.max(0, leading - listening));
    }
    await replica.end();
    return taken;
  });
  return [{ who, samples }];
}
