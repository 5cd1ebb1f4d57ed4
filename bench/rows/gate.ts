import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { otherNode } from '../lab/other-node.js';
import { Replica } from '../peers/replica.js';
import { type Row, type Samples, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const program = fileURLToPath(new URL('../peers/programs/gate.js', import.meta.url));
const flags = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];
const newer = 24;

const median = (of: Samples, who: string) => summarize(of(who)).median;

export const gate: Row = {
  name: 'gate',
  title: '`@OnlyLeader()`: time and garbage of a call, beside the bare method',
  unit: 'ns, bytes',
  measurements: [
    { take: lab => calls(lab, '', process.execPath) },
    { slow: true, take: async lab => calls(lab, ` (Node ${newer})`, await otherNode(newer)) },
  ],
  judge: of => [
    {
      what: 'not leading, sync: ns more than bare',
      figure: median(of, 'not leading, sync') - median(of, 'bare, sync'),
      target: 60,
      portable: false,
    },
    {
      what: 'not leading, async: ns more than bare',
      figure: median(of, 'not leading, async') - median(of, 'bare, async'),
      target: 60,
      portable: false,
    },
    {
      what: 'not leading, sync: bytes (an object has 16)',
      figure: median(of, 'not leading, sync, bytes'),
      target: 4,
      portable: true,
    },
    {
      what: 'leading, async, its currentRun read: ns',
      figure: median(of, 'leading, async, with its currentRun read'),
      target: 700,
      portable: false,
    },
    {
      what: `unrelated async code on Node ${newer}, after ÷ before`,
      figure:
        median(of, `unrelated async code, after gated calls (Node ${newer})`) /
        median(of, `unrelated async code, before any gated call (Node ${newer})`),
      target: 1.1,
      portable: true,
    },
  ],
};

async function calls(lab: Lab, suffix: string, node: string): Promise<Taken[]> {
  const times = new Map<string, number[]>();
  const garbage: Taken[] = [];
  const replica = new Replica(node, [...flags, program, String(lab.count(1e7, 1e6))], {}, '');
  lab.onClose(() => replica.end());
  replica.on('said', ({ event, what, nanoseconds, bytes }) => {
    if (event === 'sample') {
      const key = `${String(what)}${suffix}`;
      times.set(key, [...(times.get(key) ?? []), Number(nanoseconds)]);
    }
    if (event === 'garbage') garbage.push({ who: `${String(what)}, bytes${suffix}`, samples: [Number(bytes)] });
  });
  await replica.told('done', 600_000);
  await replica.end();
  return [...[...times].map(([who, samples]) => ({ who, samples })), ...garbage];
}
