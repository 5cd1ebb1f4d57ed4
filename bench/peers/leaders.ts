import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab } from '../lab/lab.js';
import { clientGo } from './client-go.js';
import { type Timings } from './peer.js';
import { Replica } from './replica.js';

/** Whose leaders, and how they are timed. */
export interface Contestant {
  readonly name: string;
  readonly who: 'ours' | 'client-go';
  /** @default its own */
  readonly timings?: Timings;
}

/** Leaders of ours that share a process. One each would be many processes; all in one would get in each other's way. */
const together = 5;

const program = fileURLToPath(new URL('programs/leaders.js', import.meta.url));

/** Leaders without followers, each of a lease of its own, who began at random moments. */
export class Leaders {
  /** Terms that ended so far. */
  lost = 0;
  private leading = 0;

  private constructor(
    replicas: readonly Replica[],
    private readonly count: number,
  ) {
    for (const replica of replicas) {
      replica.on('said', ({ event }) => {
        if (event === 'leading') this.leading++;
        if (event !== 'stopped leading') return;
        this.leading--;
        this.lost++;
      });
    }
  }

  /** @param server how they reach it */
  static async start(lab: Lab, contestant: Contestant, count: number, server: string): Promise<Leaders> {
    const account = await lab.account(await lab.namespace(), server);
    const { who, timings } = contestant;
    const replicas: Replica[] = [];
    if (who === 'ours') {
      const connection = { serviceAccount: account.folder };
      const options = { namespace: account.namespace, connection, ...timings };
      for (let first = 0; first < count; first += together) {
        const names = Array.from({ length: Math.min(together, count - first) }, (_, i) => `lease-${first + i}`);
        const args = [program, JSON.stringify([names, options])];
        replicas.push(new Replica(process.execPath, args, account.env, account.user));
      }
    } else {
      const peer = clientGo(timings);
      for (let i = 0; i < count; i++) replicas.push(await peer.start({ lease: `lease-${i}`, account }));
    }
    const leaders = new Leaders(replicas, count);
    lab.onClose(() => Promise.all(replicas.map(replica => replica.end())));
    return leaders;
  }

  async allLead(): Promise<void> {
    while (this.leading < this.count) await delay(100);
  }
}
