import { setTimeout as delay } from 'node:timers/promises';
import { type Lab } from '../lab/lab.js';
import { now } from '../lab/now.js';
import { type Peer } from './peer.js';
import { type Replica } from './replica.js';

/** Milliseconds that replicas are left alone after a start, so that what follows meets followers at rest. */
const settling = 300;

/** The replicas of one app; one that ends has a successor at once. */
export class Fleet {
  private readonly replicas: Replica[] = [];

  private constructor(
    private readonly lab: Lab,
    private readonly peer: Peer,
    private readonly namespace: string,
    private readonly lease: string,
  ) {}

  static async start(lab: Lab, peer: Peer, size: number, lease = 'bench'): Promise<Fleet> {
    const fleet = new Fleet(lab, peer, await lab.namespace(), lease);
    lab.onClose(() => fleet.end());
    for (let i = 0; i < size; i++) await fleet.add();
    return fleet;
  }

  get all(): readonly Replica[] {
    return this.replicas;
  }

  get leader(): Replica {
    const leaders = this.replicas.filter(({ isLeading }) => isLeading);
    if (leaders.length !== 1) throw new Error(`${this.peer.name} has ${leaders.length} leaders`);
    return leaders[0];
  }

  /**
   * Ends the leader by that signal, or has it end of an error (`fail`). @returns milliseconds until the next one acts
   */
  async replaceLeader(how: NodeJS.Signals | 'fail', patience?: number): Promise<number> {
    const { leader } = this;
    const others = this.replicas.filter(replica => replica !== leader);
    const next = Promise.race(others.map(replica => replica.tells('leading', patience)));
    for (const losing of others) losing.setMaxListeners(0);
    const begin = now();
    if (how === 'fail') leader.command(how);
    else leader.kill(how);
    const took = (await next) - begin;
    next.catch(() => {});
    await leader.end();
    this.replicas.splice(this.replicas.indexOf(leader), 1);
    await this.add();
    return took;
  }

  async end(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map(replica => replica.end()));
  }

  /** Resolves when it follows, or leads. */
  private async add(): Promise<void> {
    const replica = await this.peer.start({ lease: this.lease, account: await this.lab.account(this.namespace) });
    this.replicas.push(replica);
    const isFirst = this.replicas.length === 1;
    await replica.told('started');
    await replica.told(isFirst ? 'leading' : this.peer.saysWhoLeads ? 'new leader' : 'started');
    await delay(settling);
  }
}
