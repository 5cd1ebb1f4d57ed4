import { Elector } from 'nestjs-kubernetes-leader/elector';
import { type Account } from '../lab/account.js';
import { type Lab } from '../lab/lab.js';
import { now } from '../lab/now.js';
import { Floor } from '../peers/floor.js';
import { type Row, type Taken } from '../row.js';
import { summarize } from '../samples.js';

const ours = 'this package';
const floor = 'floor';

export const protocol: Row = {
  name: 'protocol',
  title: 'the protocol alone: release sent → acquired, in process',
  unit: 'ms',
  plotted: true,
  measurements: [{ take: besideTheFloor }],
  judge: of => [
    {
      what: 'median ÷ floor',
      figure: summarize(of(ours)).median / summarize(of(floor)).median,
      target: 1.5,
      portable: true,
    },
  ],
};

async function besideTheFloor(lab: Lab): Promise<Taken[]> {
  const namespace = await lab.namespace();
  const bare = await Floor.open(await lab.account(namespace), 'floor');
  const pair = await Pair.start(await lab.account(namespace));
  const taken = { [ours]: [] as number[], [floor]: [] as number[] };
  for (let i = 0; i < 20; i++) await pair.handover(); // as the floor, which is warm
  for (let i = 0; i < lab.count(500, 50); i++) {
    taken[ours].push(await pair.handover());
    taken[floor].push(await bare.handover());
  }
  bare.close();
  await pair.stop();
  return Object.entries(taken).map(([who, samples]) => ({ who, samples }));
}

/** Two electors that hand one lease to and fro. */
class Pair {
  private constructor(
    private leader: Elector,
    private follower: Elector,
  ) {}

  static async start(account: Account): Promise<Pair> {
    const [one, other] = [elector(account, 'one'), elector(account, 'other')];
    await one.start();
    await one.waitForLeadership();
    const pair = new Pair(one, other);
    await pair.follow(other);
    return pair;
  }

  /** A stop without work sends the release at once. */
  async handover(): Promise<number> {
    const acquired = new Promise<number>(resolve => this.follower.once('acquired', () => resolve(now())));
    const begin = now();
    const stopped = this.leader.stop();
    const took = (await acquired) - begin;
    await stopped;
    [this.leader, this.follower] = [this.follower, this.leader];
    await this.follow(this.follower);
    return took;
  }

  async stop(): Promise<void> {
    await this.follower.stop();
    await this.leader.stop();
  }

  /** Until it has seen who leads, and its watch stands. */
  private async follow(elector: Elector): Promise<void> {
    const seen = new Promise(resolve => elector.once('leaderChanged', resolve));
    await elector.start();
    await seen;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function elector(account: Account, identity: string): Elector {
  const { namespace, server, ca, token } = account;
  const connection = { server, ca, token };
  return new Elector({ leaseName: 'pair', namespace, identity, connection, logger: false, autoClose: false });
}
