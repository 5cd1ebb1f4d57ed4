import { type Cluster, startCluster } from '../fleet/cluster.js';
import { Fleet } from '../fleet/fleet.js';
import { type OneNode } from '../node/one-node.js';
import { type Story } from '../judge/story.js';
import { Table } from '../judge/table.js';

/** One cluster, and one Deployment whose pods go through all scenarios, one after the other, on one lease. */
export class World {
  readonly table = new Table();

  private constructor(
    readonly cluster: Cluster,
    readonly fleet: Fleet,
  ) {}

  static async create(): Promise<World> {
    const cluster = await startCluster();
    try {
      return new World(cluster, await Fleet.create(cluster));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** For what can be done to no node but our own. */
  get node(): OneNode {
    const { node } = this.cluster;
    if (!node) throw new Error('This scenario does things to the node that nobody wants done to a cluster of theirs');
    return node;
  }

  /** Goes into the table, too. */
  async story(kind: string, act: () => Promise<void>): Promise<Story> {
    const story = await this.fleet.story(act);
    this.table.add(kind, story);
    return story;
  }

  async destroy(): Promise<void> {
    try {
      await this.fleet.destroy();
    } finally {
      await this.cluster.stop();
    }
  }
}

/** On a cluster of yours only what every user of it may do is done; this is said, and counted as nothing. */
export const hasOwnNode = !process.env.TEST_KUBECONFIG;

/** How often the longer scenarios are repeated: `CLUSTER_REPEATS=10` for the figures in docs/correctness.md. */
export const repeats = Number(process.env.CLUSTER_REPEATS ?? 1);
