import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab } from '../lab/lab.js';
import { otherNode } from '../lab/other-node.js';
import { type Row, type Taken } from '../row.js';
import { addedToApp, judgeAdded } from './added-to-app.js';

const newer = 24;
const bare = `a small Nest app (Node ${newer})`;
const ours = `with this package, outside Kubernetes (Node ${newer})`;
const bareCached = `a small Nest app with a compile cache (Node ${newer})`;
const oursCached = `with this package and a compile cache (Node ${newer})`;

export const appWithCompileCache: Row = {
  name: 'app-with-compile-cache',
  title: `memory and start-up that the package adds outside Kubernetes on Node ${newer}, without and with \`module.enableCompileCache()\``,
  unit: 'see each',
  measurements: [{ slow: true, take: starts }],
  judge: of => [
    ...judgeAdded(of, ours, bare, { mb: 2, ms: 10 }),
    ...judgeAdded(of, oursCached, bareCached, { mb: 2, ms: 10 }, 'compile cache'),
  ],
};

async function starts(lab: Lab): Promise<Taken[]> {
  const node = await otherNode(newer);
  const folder = mkdtempSync(join(tmpdir(), 'bench-compile-cache-'));
  lab.onClose(() => rmSync(folder, { recursive: true, force: true }));
  // What `module.enableCompileCache(folder)` does, from the first module on.
  const env = { NODE_COMPILE_CACHE: folder };
  const additions = [
    { who: bare, adds: 'nothing', inPod: false, node },
    { who: ours, adds: 'package', inPod: false, node },
    { who: bareCached, adds: 'nothing', inPod: false, node, env },
    { who: oursCached, adds: 'package', inPod: false, node, env },
  ] as const;
  await addedToApp(lab, additions.slice(2), { all: 1, memory: 1 }); // fills the cache
  return addedToApp(lab, additions, { all: 60, memory: 10 });
}
