import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TcpProxy } from '../../test/chaos/proxy/tcp-proxy.js';
import { type Account } from '../lab/account.js';
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

interface Leader {
  readonly lease: string;
  readonly account: Account;
  readonly proxy: TcpProxy;
  isLeading: boolean;
  lost: number;
}

const program = fileURLToPath(new URL('programs/leaders.js', import.meta.url));

/** Leaders of ours that share a process. One each would be many processes; all in one would get in each other's way. */
const together = 5;

/** Milliseconds within which outages begin: twice the longest interval between two renewals. */
const spread = 20_000;

/** Milliseconds after an outage in which whoever has not renewed loses its term. */
const aftermath = 16_000;

/** Leaders without followers, each of a lease of its own, and with a way of its own to the API server. */
export class Leaders {
  private constructor(private readonly leaders: readonly Leader[]) {}

  static async start(lab: Lab, contestant: Contestant, count: number): Promise<Leaders> {
    const { who, timings } = contestant;
    const namespace = await lab.namespace();
    const leaders: Leader[] = [];
    for (let i = 0; i < count; i++) {
      const proxy = await TcpProxy.to(Number(new URL(lab.server.url).port));
      lab.onClose(() => proxy.close());
      const account = await lab.account(namespace, `https://127.0.0.1:${proxy.port}`);
      leaders.push({ lease: `lease-${i}`, account, proxy, isLeading: false, lost: 0 });
    }
    if (who === 'client-go') for (const leader of leaders) await startTheirs(lab, leader, timings);
    else for (let i = 0; i < count; i += together) startOurs(lab, leaders.slice(i, i + together), timings);
    return new Leaders(leaders);
  }

  /** Each has an outage of that length, at a moment of its own. @returns how many lost their term by it */
  async suffer(kind: 'cut' | 'swallows', milliseconds: number): Promise<number> {
    const fates = this.leaders.map(async leader => {
      while (!leader.isLeading) await delay(100);
      await delay(Math.random() * spread);
      const before = leader.lost;
      leader.proxy.become({ kind });
      await delay(milliseconds);
      leader.proxy.become({ kind: 'fine' });
      await delay(aftermath);
      return leader.lost > before;
    });
    return (await Promise.all(fates)).filter(Boolean).length;
  }
}

async function startTheirs(lab: Lab, leader: Leader, timings: Timings | undefined): Promise<void> {
  const replica = await clientGo(timings).start(leader);
  lab.onClose(() => replica.end());
  replica.on('said', ({ event }) => hear(leader, event));
}

function startOurs(lab: Lab, leaders: readonly Leader[], timings: Timings | undefined): void {
  const options = leaders.map(({ lease, account: { namespace, server, token, ca } }) => ({
    leaseName: lease,
    namespace,
    connection: { server, token, ca },
    ...timings,
  }));
  const replica = new Replica(process.execPath, [program, JSON.stringify(options)], {}, 'several');
  lab.onClose(() => replica.end());
  replica.on('said', ({ event, leaseName }) => {
    const leader = leaders.find(({ lease }) => lease === leaseName);
    if (leader) hear(leader, event);
  });
}

function hear(leader: Leader, event: string): void {
  if (event === 'leading') leader.isLeading = true;
  if (event !== 'stopped leading') return;
  leader.isLeading = false;
  leader.lost++;
}
