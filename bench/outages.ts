import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { TcpProxy } from '../test/chaos/proxy/tcp-proxy.js';
import { Lab } from './lab/lab.js';
import { Leaders, type Contestant } from './peers/leaders.js';

// npm run bench:outages                      what outages of the API server cost leaders, by their timings; ten minutes
// npm run bench:outages -- --seconds 8 --leaders 5 --only ours

/** How the API server is away: its connections are reset, or nothing arrives any more. */
const kinds = ['cut', 'swallows'] as const;

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
    seconds: { type: 'string', default: '4,6,8,10,12,14' },
    leaders: { type: 'string', default: '20' },
    only: { type: 'string' },
  },
});
const lengths = values.seconds.split(',').map(Number);
const count = Number(values.leaders);
const chosen = contestants.filter(({ who }) => values.only === undefined || who === values.only);

const lab = await Lab.open(true);
try {
  const proxy = await TcpProxy.to(Number(new URL(lab.server.url).port));
  lab.onClose(() => proxy.close());
  const server = `https://127.0.0.1:${proxy.port}`;
  const all = await Promise.all(chosen.map(contestant => Leaders.start(lab, contestant, count, server)));
  const header = ['outage', ...chosen.map(({ name }) => name)];
  console.log(`${lineOf(header)}\n${lineOf(header.map((_, i) => (i === 0 ? '---' : '--:')))}`);
  for (const kind of kinds) {
    for (const seconds of lengths) {
      await Promise.all(all.map(leaders => leaders.allLead()));
      // Each leader is somewhere between two renewals: all of them began at random.
      await delay(5_000 + Math.random() * 5_000);
      const before = all.map(leaders => leaders.lost);
      proxy.become({ kind });
      await delay(seconds * 1000);
      proxy.become({ kind: 'fine' });
      // Whoever has not renewed by then has lost.
      await delay(20_000);
      const lost = all.map((leaders, i) => `${leaders.lost - before[i]} of ${count}`);
      console.log(lineOf([`${seconds} s, ${kind === 'cut' ? 'connections reset' : 'nothing arrives'}`, ...lost]));
    }
  }
} finally {
  await lab.close();
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
