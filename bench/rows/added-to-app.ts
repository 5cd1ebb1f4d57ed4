import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica } from '../peers/replica.js';
import { type Row, type Samples, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const program = fileURLToPath(new URL('../peers/programs/small-app.js', import.meta.url));

/** What an app is given besides itself. */
export interface Addition {
  readonly who: string;
  readonly adds: 'nothing' | 'package' | 'https' | 'client-node';
  /** With a service account and the environment of a pod. */
  readonly inPod: boolean;
}

/** RSS after GC and time to `listen`, turn by turn. */
export async function addedToApp(lab: Lab, additions: readonly Addition[]): Promise<Taken[]> {
  const account = await lab.account(await lab.namespace());
  const taken = additions.map(addition => ({ ...addition, rss: [] as number[], listening: [] as number[] }));
  for (let i = 0; i < lab.count(10, 3); i++) {
    for (const { adds, inPod, rss, listening } of taken) {
      const args = ['--expose-gc', program, adds, ...(inPod ? [account.folder] : [])];
      const replica = new Replica(process.execPath, args, inPod ? account.env : {}, account.user);
      lab.onClose(() => replica.end());
      const measured = await replica.toldOf('measured');
      rss.push(Number(measured.rss) / 1024 ** 2);
      listening.push(Number(measured.listening));
      await replica.end();
    }
  }
  return taken.flatMap(({ who, rss, listening }) => [
    { who: memoryOf(who), samples: rss },
    { who: startOf(who), samples: listening },
  ]);
}

export function judgeAdded(of: Samples, who: string, base: string, target: { mb: number; ms: number }) {
  const added = (name: (who: string) => string) => summarize(of(name(who))).median - summarize(of(name(base))).median;
  return [
    { what: 'memory added, MB', figure: added(memoryOf), target: target.mb, portable: false },
    { what: 'time to listen added, ms', figure: added(startOf), target: target.ms, portable: false },
  ] as const satisfies ReturnType<Row['judge']>;
}

const memoryOf = (who: string) => `${who}: RSS after GC, MB`;
const startOf = (who: string) => `${who}: process start → listen, ms`;
