import { type Lab } from '../lab/lab.js';
import { otherNode } from '../lab/other-node.js';
import { type Row, type Taken } from '../row.js';
import { addedToApp, judgeAdded } from './added-to-app.js';

const newer = 24;
const bare = 'a small Nest app';
const ours = 'with this package, in a pod';
const bareNewer = `${bare} (Node ${newer})`;
const oursNewer = `${ours} (Node ${newer})`;

export const appInPod: Row = {
  name: 'app-in-pod',
  title: 'memory and start-up that the package adds to a small Nest app in a pod, where it leads',
  unit: 'see each',
  measurements: [{ slow: true, take: starts }],
  judge: of => [
    ...judgeAdded(of, ours, bare, { mb: 5, ms: 20 }),
    ...judgeAdded(of, oursNewer, bareNewer, { mb: 5, ms: 20 }, `Node ${newer}`),
  ],
};

async function starts(lab: Lab): Promise<Taken[]> {
  const node = await otherNode(newer);
  const additions = [
    { who: bare, adds: 'nothing', inPod: true },
    { who: ours, adds: 'package', inPod: true },
    { who: 'with a bare node:https request and watch', adds: 'https', inPod: true },
    { who: 'with a bare node:http2 request and watch', adds: 'http2', inPod: true },
    { who: 'with @kubernetes/client-node imported', adds: 'client-node', inPod: true },
    { who: bareNewer, adds: 'nothing', inPod: true, node },
    { who: oursNewer, adds: 'package', inPod: true, node },
  ] as const;
  return addedToApp(lab, additions, { all: 60, memory: 20 });
}
