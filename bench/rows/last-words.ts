import { type Lab } from '../lab/lab.js';
import { clientGo } from '../peers/client-go.js';
import { Fleet } from '../peers/fleet.js';
import { thisPackage } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';
import { lanes } from './lanes.js';

const ours = 'this package, an exception that nobody catches, no work under way';
const theirs = 'client-go, its defaults (15 s leases), killed: a panic, too, leaves the lease to run out';

export const lastWords: Row = {
  name: 'last-words',
  title: 'the leader ends of an error that nobody catches → the next leader acts; 3 replicas in processes of their own',
  unit: 'ms',
  measurements: [{ take: errors }, { patient: true, take: panics }],
  judge: of => [
    { what: 'median, ms', figure: summarize(of(ours)).median, target: 300, portable: false },
    {
      what: "client-go's median ÷ ours",
      figure: summarize(of(theirs)).median / summarize(of(ours)).median,
      target: 20,
      reach: 'at least',
      portable: true,
    },
  ],
};

async function errors(lab: Lab): Promise<Taken[]> {
  const fleet = await Fleet.start(lab, thisPackage(), 3);
  const samples: number[] = [];
  while (samples.length < lab.count(30, 3)) samples.push(await fleet.replaceLeader('fail'));
  await fleet.end();
  return [{ who: ours, samples }];
}

async function panics(lab: Lab): Promise<Taken[]> {
  const samples = await lanes(lab.count(5, 2), async () => {
    const fleet = await Fleet.start(lab, clientGo(), 3);
    const took = await fleet.replaceLeader('SIGKILL');
    await fleet.end();
    return [took];
  });
  return [{ who: theirs, samples }];
}
