import { type Row } from '../row.js';
import { addedToApp, judgeAdded } from './added-to-app.js';

const bare = 'a small Nest app';
const ours = 'with this package, in a pod';

export const appInPod: Row = {
  name: 'app-in-pod',
  title: 'memory and start-up that the package adds to a small Nest app in a pod, where it leads',
  unit: 'see each',
  measurements: [
    {
      slow: true,
      take: lab =>
        addedToApp(
          lab,
          [
            { who: bare, adds: 'nothing', inPod: true },
            { who: ours, adds: 'package', inPod: true },
            { who: 'with a bare node:https request and watch', adds: 'https', inPod: true },
            { who: 'with @kubernetes/client-node imported', adds: 'client-node', inPod: true },
          ],
          { all: 60, memory: 20 },
        ),
    },
  ],
  judge: of => [...judgeAdded(of, ours, bare, { mb: 5, ms: 20 })],
};
