import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica } from '../peers/replica.js';
import { type Row, type Taken } from '../row.js';

const program = fileURLToPath(new URL('../peers/programs/outage.js', import.meta.url));

const jobs = 50;
const week = 7 * 24 * 3_600_000;
const loopDelay = 'event loop delay p99, ms';
const longest = 'event loop delay, the longest, ms';
const firstRun = 'the first run after the begin of the term, ms';
const terms = 'terms, with a lease of 4 s';
const runs = 'ticks per second, two writes for all jobs that run at a time';

export const afterOutage: Row = {
  name: 'after-outage',
  title: `${jobs} jobs for every minute, \`missed: 'all'\`, after a week without a leader`,
  unit: 'see each',
  measurements: [{ take: outage }],
  judge: of => [
    { what: loopDelay, figure: of(loopDelay)[0] ?? NaN, target: 20, portable: false },
    { what: firstRun, figure: of(firstRun)[0] ?? NaN, target: 100, portable: false },
    { what: terms, figure: of(terms)[0] ?? NaN, target: 1, portable: true },
  ],
};

async function outage(lab: Lab): Promise<Taken[]> {
  const account = await lab.account(await lab.namespace());
  const { namespace } = account;
  const seconds = lab.count(30, 10);
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  await lab.must('POST', path, leaseOfLastWeek(namespace));
  const timings = { leaseDuration: '4s', renewInterval: '1s', retryInterval: '500ms' };
  const connection = { serviceAccount: account.folder };
  const options = { leaseName: 'outage', namespace, connection, ...timings };
  const replica = new Replica(process.execPath, [program, JSON.stringify([jobs, seconds, options])], account.env, '');
  lab.onClose(() => replica.end());
  const measured = await replica.toldOf('measured', 300_000);
  await replica.end();
  const figure = (key: string) => [Number(measured[key])];
  return [
    { who: loopDelay, samples: figure('loopDelay') },
    { who: longest, samples: figure('longest') },
    { who: firstRun, samples: figure('firstRun') },
    { who: terms, samples: figure('terms') },
    { who: runs, samples: [Number(measured.runs) / seconds], note: `${Number(measured.runs)} in ${seconds} s` },
  ];
}

/** Released a week ago, after a tick of each job. */
function leaseOfLastWeek(namespace: string) {
  const begun = new Date(Math.floor((Date.now() - week) / 60_000) * 60_000 + 120_000).toISOString();
  const entry = {
    begun,
    startedAt: begun,
    finished: begun,
    finishedAt: begun,
    attempt: 1,
    schedule: '* * * * * Europe/Berlin',
  };
  const names = Array.from({ length: jobs }, (_, i) => `ticks.nestjs-kubernetes-leader/job${i}`);
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'outage',
      namespace,
      annotations: Object.fromEntries(names.map(name => [name, JSON.stringify(entry)])),
    },
    spec: { holderIdentity: '', leaseDurationSeconds: 1 },
  };
}
