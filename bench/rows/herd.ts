import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica } from '../peers/replica.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const program = fileURLToPath(new URL('../peers/programs/electors.js', import.meta.url));
const processes = 4;
const handover = 'handover, ms';
const writes = 'writes attempted per handover';
const later = `${writes}, without the first`;

export const herd: Row = {
  name: 'herd',
  title: '100 candidates on one lease, 20 handovers; 4 processes, connections of its own for each candidate',
  unit: 'see each',
  measurements: [{ take: handovers }],
  judge: of => [
    { what: 'writes attempted per handover, on average', figure: mean(of(writes)), target: 10, portable: true },
    { what: 'handover p99, ms', figure: summarize(of(handover)).p99, target: 500, portable: false },
  ],
};

async function handovers(lab: Lab): Promise<Taken[]> {
  const candidates = lab.count(100, 40);
  const namespace = await lab.namespace();
  const replicas: Replica[] = [];
  for (let i = 0; i < processes; i++) {
    const account = await lab.account(namespace);
    const { server, ca, token } = account;
    const options = {
      leaseName: 'herd',
      namespace,
      connection: { server, ca, token },
      logger: false,
      autoClose: false,
    };
    const given = JSON.stringify([candidates / processes, options]);
    const replica = new Replica(process.execPath, [program, given], account.env, account.user);
    lab.onClose(() => replica.end());
    replicas.push(replica);
    await replica.told('started');
  }
  await delay(3000);
  const took: number[] = [];
  const attempted: number[] = [];
  while (took.length < lab.count(20, 8)) {
    const position = lab.audit.position();
    const released = Promise.race(replicas.map(replica => replica.tells('releasing')));
    const acquired = Promise.race(replicas.map(replica => replica.tells('leading')));
    for (const replica of replicas) replica.command('hand over');
    took.push((await acquired) - (await released));
    await delay(1500); // the losers' writes are answered, and the one that stopped follows again
    const updates = lab.audit
      .since(position)
      .filter(({ verb, namespace: of }) => verb === 'update' && of === namespace);
    attempted.push(updates.length - 1); // but for the release
  }
  await Promise.all(replicas.map(replica => replica.end()));
  return [
    { who: handover, samples: took },
    { who: writes, samples: attempted, note: `on average ${mean(attempted)}: ${attempted.join(', ')}` },
    { who: later, samples: attempted.slice(1), note: `on average ${mean(attempted.slice(1)).toFixed(2)}` },
  ];
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}
