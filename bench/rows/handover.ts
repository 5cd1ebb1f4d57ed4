import { type Lab } from '../lab/lab.js';
import { bare, bareInNest } from '../peers/bare.js';
import { clientGo } from '../peers/client-go.js';
import { codedependant } from '../peers/codedependant.js';
import { Fleet } from '../peers/fleet.js';
import { Floor } from '../peers/floor.js';
import { type Peer } from '../peers/peer.js';
import { http1, thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';
import { lanes } from './lanes.js';
import { shortLease, takeovers } from './takeovers.js';

const ours = 'this package';
const overHttp1 = 'this package, kept to HTTP/1.1';
const nodeAlone = 'Node alone, in processes of their own';
const nestAlone = 'the same in Nest apps';
const floor = 'floor';
const theirs = 'client-go, its defaults (15 s / 10 s / 2 s)';
const theirsAtOurTimings = 'client-go, our timings (20 s / 15 s / 10 s)';
const ourTimings = { leaseDuration: 20_000, renewDeadline: 15_000, renewInterval: 5_000 };

export const handover: Row = {
  name: 'handover',
  title: 'graceful handover: SIGTERM of the leader → the next leader acts; 3 replicas in processes of their own',
  unit: 'ms',
  plotted: true,
  measurements: [
    { take: besideTheFloor },
    { patient: true, take: lab => waiting(lab, theirs, clientGo()) },
    { patient: true, slow: true, take: lab => waiting(lab, theirsAtOurTimings, clientGo(ourTimings)) },
    { patient: true, slow: true, take: lab => takeovers(lab, codedependant(shortLease), 'SIGTERM') },
  ],
  judge: of => [
    { what: 'median ÷ floor', figure: median(of(ours)) / median(of(floor)), target: 1.6, portable: true },
    { what: 'p99, ms', figure: summarize(of(ours)).p99, target: 100, portable: false },
    {
      what: "client-go's median ÷ ours",
      figure: median(of(theirs)) / median(of(ours)),
      target: 50,
      reach: 'at least',
      portable: true,
    },
  ],
};

/** Turn by turn, so that all meet the same machine. */
async function besideTheFloor(lab: Lab): Promise<Taken[]> {
  const fleet = await Fleet.start(lab, thisPackage(), 3);
  const older = await Fleet.start(lab, thisPackage({}, http1), 3, 'over-http1');
  const alone = await Fleet.start(lab, bare, 3, 'node-alone');
  const inNest = await Fleet.start(lab, bareInNest, 3, 'nest-alone');
  const bottom = await Floor.open(await lab.account(await lab.namespace()), 'floor');
  const everybody = [ours, overHttp1, nodeAlone, nestAlone, floor];
  const taken: Record<string, number[]> = Object.fromEntries(everybody.map(who => [who, []]));
  for (let i = 0; i < lab.count(100, 5); i++) {
    taken[ours].push(await fleet.replaceLeader('SIGTERM'));
    taken[overHttp1].push(await older.replaceLeader('SIGTERM'));
    taken[nodeAlone].push(await alone.replaceLeader('SIGTERM'));
    taken[nestAlone].push(await inNest.replaceLeader('SIGTERM'));
    taken[floor].push(await bottom.handover());
  }
  bottom.close();
  await Promise.all([fleet.end(), older.end(), alone.end(), inNest.end()]);
  return Object.entries(taken).map(([who, samples]) => ({ who, samples }));
}

/** In lanes beside each other, since all that it does is wait. */
async function waiting(lab: Lab, who: string, peer: Peer): Promise<Taken[]> {
  const samples = await lanes(lab.count(5, 2), async () => {
    const fleet = await Fleet.start(lab, peer, 3);
    const taken: number[] = [];
    while (taken.length < lab.count(20, 3)) taken.push(await fleet.replaceLeader('SIGTERM'));
    await fleet.end();
    return taken;
  });
  return [{ who, samples }];
}

function median(samples: readonly number[]): number {
  return summarize(samples).median;
}
