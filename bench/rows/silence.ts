import { setTimeout as delay } from 'node:timers/promises';
import { type Lab } from '../lab/lab.js';
import { bare, bareInNest } from '../peers/bare.js';
import { clientGo } from '../peers/client-go.js';
import { Fleet } from '../peers/fleet.js';
import { Floor } from '../peers/floor.js';
import { http1, thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const ours = 'this package';
const overHttp1 = 'this package, kept to HTTP/1.1';
const theirs = 'client-go, its defaults';
const nodeAlone = 'Node alone, in processes of their own';
const nestAlone = 'the same in Nest apps';
const floor = 'floor, warm';

export const silence: Row = {
  name: 'silence',
  title: 'graceful handover after 10 minutes in which followers sent nothing (half a minute in a quick run)',
  unit: 'ms',
  measurements: [{ patient: true, take: afterSilence }],
  judge: of => {
    const [own, bottom] = [summarize(of(ours)), summarize(of(floor))];
    return [
      { what: 'median ÷ the warm floor', figure: own.median / bottom.median, target: 1.75, portable: true },
      { what: "p99 ÷ the floor's own", figure: own.p99 / bottom.p99, target: 3, portable: false },
    ];
  },
};

/** All fleets are silent together; then they hand over one after the other, each beside the floor. */
async function afterSilence(lab: Lab): Promise<Taken[]> {
  const bottom = await Floor.open(await lab.account(await lab.namespace()), 'floor');
  const peers = {
    [ours]: thisPackage(),
    [overHttp1]: thisPackage({}, http1),
    [nodeAlone]: bare,
    [nestAlone]: bareInNest,
    [theirs]: clientGo(),
  };
  const fleets: { who: string; fleet: Fleet }[] = [];
  for (const [who, peer] of Object.entries(peers))
    for (let i = 0; i < (who === ours ? lab.count(12, 2) : lab.count(4, 1)); i++)
      fleets.push({ who, fleet: await Fleet.start(lab, peer, 2, `silence-${i}`) });
  const taken: Record<string, number[]> = Object.fromEntries([...Object.keys(peers), floor].map(who => [who, []]));
  await delay(lab.count(600, 30) * 1000);
  for (let i = 0; i < 10; i++) await bottom.handover(); // the floor is warm, that is what it is for
  for (const { who, fleet } of fleets) {
    taken[who].push(await fleet.replaceLeader('SIGTERM'));
    for (let i = 0; i < 3; i++) taken[floor].push(await bottom.handover());
  }
  bottom.close();
  await Promise.all(fleets.map(({ fleet }) => fleet.end()));
  return Object.entries(taken).map(([who, samples]) => ({ who, samples }));
}
