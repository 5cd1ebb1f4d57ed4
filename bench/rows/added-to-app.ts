import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { Replica, type Said } from '../peers/replica.js';
import { type Row, type Samples, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const programOf = (adds: string) => fileURLToPath(new URL(`../peers/programs/app-with-${adds}.js`, import.meta.url));

/** What an app is given besides itself. */
export interface Addition {
  readonly who: string;
  readonly adds: 'nothing' | 'package' | 'https' | 'http2' | 'client-node';
  /** With a service account and the environment of a pod. */
  readonly inPod: boolean;
  /** The binary. @default the bench's own */
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How many starts of each app: so many are looked at until their memory is known, the others only until they listen. */
export interface Starts {
  readonly all: number;
  readonly memory: number;
}

/**
 * Memory after GC and time to `listen`, turn by turn. Single starts of one app differ by more than what is looked for, so
 * there have to be many; its heap and its CPU time are there to compare.
 */
export async function addedToApp(lab: Lab, additions: readonly Addition[], starts: Starts): Promise<Taken[]> {
  const account = await lab.account(await lab.namespace());
  const taken = additions.map(addition => ({ ...addition, listens: [] as Said[], measured: [] as Said[] }));
  for (let i = 0; i < Math.min(starts.all, lab.count(starts.all, 3)); i++) {
    for (const { adds, inPod, node, env, listens, measured } of i % 2 === 0 ? taken : [...taken].reverse()) {
      const args = ['--expose-gc', programOf(adds), ...(inPod ? [account.folder] : [])];
      const replica = new Replica(
        node ?? process.execPath,
        args,
        { ...env, ...(inPod ? account.env : {}) },
        account.user,
      );
      lab.onClose(() => replica.end());
      listens.push(await replica.toldOf('listens'));
      if (i < starts.memory) measured.push(await replica.toldOf('measured'));
      await replica.end();
    }
  }
  return taken.flatMap(({ who, listens, measured }) => {
    const of = (told: Said[], name: string, unit = 1) => told.map(figures => Number(figures[name]) / unit);
    return [
      { who: memoryOf(who), samples: of(measured, 'rss', 1024 ** 2) },
      { who: `${who}: heap after GC, MB`, samples: of(measured, 'heapUsed', 1024 ** 2) },
      { who: startOf(who), samples: of(listens, 'listening') },
      { who: `${who}: CPU time until listen, ms`, samples: of(listens, 'cpu') },
    ];
  });
}

/** @param setting told with each check, if one row has several */
export function judgeAdded(
  of: Samples,
  who: string,
  base: string,
  target: { mb: number; ms: number },
  setting?: string,
) {
  const what = (added: string) => (setting === undefined ? added : `${added} (${setting})`);
  // Of starts that followed each other: the machine's speed changes within minutes.
  const added = (name: (who: string) => string) => {
    const without = of(name(base));
    return summarize(of(name(who)).map((figure, i) => figure - without[i])).median;
  };
  return [
    { what: what('memory added, MB'), figure: added(memoryOf), target: target.mb, portable: false },
    { what: what('time to listen added, ms'), figure: added(startOf), target: target.ms, portable: false },
  ] as const satisfies ReturnType<Row['judge']>;
}

const memoryOf = (who: string) => `${who}: RSS after GC, MB`;
const startOf = (who: string) => `${who}: process start → listen, ms`;
