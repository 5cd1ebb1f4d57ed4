import { type Row } from '../row.js';
import { addedToApp, judgeAdded } from './added-to-app.js';

const bare = 'a small Nest app';
const ours = 'with this package, outside Kubernetes';

export const appOutside: Row = {
  name: 'app-outside',
  title: 'the same, outside Kubernetes',
  unit: 'see each',
  measurements: [
    {
      slow: true,
      take: lab =>
        addedToApp(
          lab,
          [
            { who: bare, adds: 'nothing', inPod: false },
            { who: ours, adds: 'package', inPod: false },
          ],
          { all: 240, memory: 100 },
        ),
    },
  ],
  judge: of => [...judgeAdded(of, ours, bare, { mb: 2, ms: 10 })],
};
