import { parseArgs } from 'node:util';
import { Lab } from './lab/lab.js';
import { type Contestant, Leaders } from './peers/leaders.js';

// npm run bench:outages                      what outages of the API server cost leaders, by their timings; eight minutes
// npm run bench:outages -- --seconds 8 --leaders 5 --only ours

/** How the API server is away: connections are reset, and new ones, too; or nothing arrives, and nobody is told. */
const kinds = [
  ['cut', 'connections reset'],
  ['swallows', 'nothing arrives'],
] as const;

const contestants: readonly Contestant[] = [
  { name: 'this package, its defaults', who: 'ours' },
  {
    name: 'one renewal a lease',
    who: 'ours',
    timings: { leaseDuration: 20_000, renewDeadline: 15_000, renewInterval: 10_000 },
  },
  {
    name: "client-go's timings",
    who: 'ours',
    timings: { leaseDuration: 15_000, renewDeadline: 10_000, renewInterval: 2_000 },
  },
  { name: 'client-go, its defaults', who: 'client-go' },
];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6,8,10,12' },
    leaders: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
});
const count = Number(values.leaders);
const chosen = contestants.filter(({ who }) => values.only === undefined || who === values.only);

const lab = await Lab.open(true);
try {
  const all: Leaders[] = [];
  for (const contestant of chosen) all.push(await Leaders.start(lab, contestant, count));
  const header = ['outage', ...chosen.map(({ name }) => name)];
  console.log(`${lineOf(header)}\n|---|${'--:|'.repeat(chosen.length)}`);
  for (const [kind, words] of kinds) {
    for (const seconds of values.seconds.split(',').map(Number)) {
      const lost = await Promise.all(all.map(leaders => leaders.suffer(kind, seconds * 1000)));
      console.log(lineOf([`${seconds} s, ${words}`, ...lost.map(n => `${n} of ${count}`)]));
    }
  }
} finally {
  await lab.close();
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
