import { fileURLToPath } from 'node:url';
import { type AuditedRequest } from '../lab/audit-log.js';
import { type Lab } from '../lab/lab.js';
import { Replica, type Said } from '../peers/replica.js';
import { http1 } from '../peers/this-package.js';
import { type Row, type Taken } from '../row.js';

const program = fileURLToPath(new URL('../peers/programs/many-leases.js', import.meta.url));

type Kind = 'app' | 'electors' | 'http1';
const kinds: Record<Kind, string> = {
  app: 'Nest app',
  electors: 'electors with one client',
  http1: 'electors with one client, kept to HTTP/1.1',
};
const named = (what: string, kind: Kind) => `${what} (${kinds[kind]})`;

const requests = "requests ÷ leases × one lease's";
const heap = 'heap per lease, KB';
const resident = 'resident memory per lease, KB';
const loopDelay = 'event loop delay p99, ms';
const sockets = 'sockets';

export const manyLeases: Row = {
  name: 'many-leases',
  title: '1,000 leases led by one process, beside a process with one',
  unit: 'see each',
  measurements: [
    { take: lab => beside(lab, 'electors') },
    { take: lab => beside(lab, 'http1') },
    { slow: true, take: lab => beside(lab, 'app') },
  ],
  judge: of => [
    ...(['electors', 'app'] as const).flatMap(kind => {
      const only = (what: string) => of(named(what, kind))[0] ?? NaN;
      return [
        {
          what: named(`${requests}, off by`, kind),
          figure: Math.abs(only(requests) - 1),
          target: 0.05,
          portable: true,
        },
        { what: named(heap, kind), figure: only(heap), target: 12, portable: false },
        { what: named(resident, kind), figure: only(resident), target: 60, portable: false },
        { what: named(loopDelay, kind), figure: only(loopDelay), target: 20, portable: false },
        { what: named(sockets, kind), figure: only(sockets), target: 16, portable: true },
      ];
    }),
  ],
};

async function beside(lab: Lab, kind: Kind): Promise<Taken[]> {
  const count = lab.count(1000, 100);
  const [many, one] = [await start(lab, kind, count), await start(lab, kind, 1)];
  const position = lab.audit.position();
  for (const { replica } of [many, one]) await replica.told('leading', 300_000);
  const after = [await measured(many.replica, 2), await measured(one.replica, 2)] as const;
  const audited = lab.audit.since(position);
  await Promise.all([many.replica.end(), one.replica.end()]);
  const perLease = (key: string) => (Number(after[0][key]) - Number(after[1][key])) / (count - 1);
  const ratio = rateOf(audited, many.user) / rateOf(audited, one.user) / count;
  return [
    { who: named(requests, kind), samples: [ratio], note: 'by the audit log' },
    { who: named(heap, kind), samples: [perLease('heapUsed') / 1024] },
    { who: named(resident, kind), samples: [perLease('rss') / 1024] },
    { who: named(loopDelay, kind), samples: [Number(after[0].loopDelay)] },
    { who: named(sockets, kind), samples: [Number(after[0].sockets)], note: `with ${count} leases` },
  ];
}

/** Requests per second of all its leases, whatever they are, each counted from its first renewal to its last request. */
function rateOf(audited: readonly AuditedRequest[], user: string): number {
  const leases = new Map<string, number[]>();
  for (const { user: of, name, verb, at } of audited) {
    const times = leases.get(name) ?? [];
    if (of === user && (verb === 'update' || times.length > 0)) leases.set(name, [...times, at]);
  }
  const rates = [...leases.values()]
    .filter(times => times.length > 1)
    .map(times => ((times.length - 1) / (times.at(-1)! - times[0])) * 1000);
  return rates.reduce((sum, rate) => sum + rate, 0);
}

async function start(lab: Lab, kind: Kind, count: number): Promise<{ replica: Replica; user: string }> {
  const account = await lab.account(await lab.namespace());
  const connection = { serviceAccount: account.folder };
  const interval = lab.isQuick ? { renewInterval: '2s' } : {};
  const options = { leaseName: 'root', namespace: account.namespace, connection, ...interval };
  const args = [
    '--expose-gc',
    program,
    JSON.stringify([count, kind === 'app' ? kind : 'electors', options]),
    String(lab.count(30, 10) * 1000),
  ];
  const replica = new Replica(process.execPath, args, { ...account.env, ...(kind === 'http1' && http1) }, account.user);
  lab.onClose(() => replica.end());
  return { replica, user: account.user };
}

/** What it measured the n-th time. */
async function measured(replica: Replica, nth: number): Promise<Said> {
  return replica.toldOf('measured', 300_000, nth);
}
