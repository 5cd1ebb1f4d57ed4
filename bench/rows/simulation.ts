import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica } from '../peers/replica.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const program = fileURLToPath(new URL('../peers/programs/simulation.js', import.meta.url));
const runs = 'simulated elections with faults, 60 s and more each';

export const simulation: Row = {
  name: 'simulation',
  title: 'the simulation of elections that go wrong, on one core',
  unit: 'runs per second',
  measurements: [{ slow: true, take: simulate }],
  judge: of => [
    { what: 'runs per second', figure: summarize(of(runs)).median, target: 500, reach: 'at least', portable: false },
  ],
};

async function simulate(lab: Lab): Promise<Taken[]> {
  const samples: number[] = [];
  const replica = new Replica(process.execPath, [program, '10'], {}, '');
  lab.onClose(() => replica.end());
  replica.on('said', ({ event, perSecond }) => event === 'sample' && samples.push(Number(perSecond)));
  await replica.told('done', 600_000);
  await replica.end();
  return [{ who: runs, samples }];
}
