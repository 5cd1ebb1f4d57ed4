import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica, type Said } from '../peers/replica.js';
import { type Row, type Taken } from '../row.js';

const program = fileURLToPath(new URL('../peers/programs/many-leases.js', import.meta.url));

const requests = "requests ÷ leases × one lease's";
const heap = 'heap per lease, KB';
const resident = 'resident memory per lease, KB';
const loopDelay = 'event loop delay p99, ms';
const sockets = 'sockets per lease';

export const manyLeases: Row = {
  name: 'many-leases',
  title: '1,000 leases led by one process (a Nest app), beside a process with one',
  unit: 'see each',
  measurements: [{ take: beside }],
  judge: of => [
    { what: `${requests}, off by`, figure: Math.abs((of(requests)[0] ?? NaN) - 1), target: 0.05, portable: true },
    { what: heap, figure: of(heap)[0] ?? NaN, target: 20, portable: true },
    { what: loopDelay, figure: of(loopDelay)[0] ?? NaN, target: 20, portable: false },
    { what: sockets, figure: of(sockets)[0] ?? NaN, target: 1.1, portable: true },
  ],
};

async function beside(lab: Lab): Promise<Taken[]> {
  const count = lab.count(1000, 200);
  const seconds = lab.count(60, 20);
  const [many, one] = [await start(lab, count, seconds), await start(lab, 1, seconds)];
  for (const { replica } of [many, one]) await replica.told('leading', 300_000);
  for (const { replica } of [many, one]) await measured(replica, 1);
  const position = lab.audit.position();
  const renewals: number[] = [];
  one.replica.on('said', ({ event }, at) => event === 'renewed' && renewals.push(at));
  const begin = performance.now();
  const after = [await measured(many.replica, 2), await measured(one.replica, 2)] as const;
  const elapsed = (performance.now() - begin) / 1000;
  const sent = lab.audit.since(position).filter(({ user }) => user === many.user).length;
  const rateOfOne = ((renewals.length - 1) / (renewals.at(-1)! - renewals[0])) * 1000;
  await Promise.all([many.replica.end(), one.replica.end()]);
  const perLease = (key: string) => (Number(after[0][key]) - Number(after[1][key])) / (count - 1);
  return [
    { who: requests, samples: [sent / elapsed / rateOfOne / count], note: `${sent} in ${elapsed.toFixed(1)} s` },
    { who: heap, samples: [perLease('heapUsed') / 1024] },
    { who: resident, samples: [perLease('rss') / 1024] },
    { who: loopDelay, samples: [Number(after[0].loopDelay)] },
    { who: sockets, samples: [perLease('sockets')], note: `${Number(after[0].sockets)} with ${count} leases` },
  ];
}

async function start(lab: Lab, count: number, seconds: number): Promise<{ replica: Replica; user: string }> {
  const account = await lab.account(await lab.namespace());
  const options = { leaseName: 'root', namespace: account.namespace, connection: { serviceAccount: account.folder } };
  const args = ['--expose-gc', program, JSON.stringify([count, options]), String(seconds * 1000)];
  const replica = new Replica(process.execPath, args, account.env, account.user);
  lab.onClose(() => replica.end());
  return { replica, user: account.user };
}

/** What it measured the n-th time. */
async function measured(replica: Replica, nth: number): Promise<Said> {
  return replica.toldOf('measured', 300_000, nth);
}
