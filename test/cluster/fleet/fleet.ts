import { type PodEntry } from '../../apps/pod/journal.js';
import { must } from '../../support/kube-apiserver-access.js';
import { apply, readManifests } from '../../support/manifests.js';
import { type Evidence } from '../judge/evidence.js';
import { type Story, tell } from '../judge/story.js';
import { type Cluster } from './cluster.js';
import { deployment, type DeploymentChange } from './deployment.js';
import { type Journals, type ProcessJournal } from './journals.js';
import { type Leader, newest } from './leader.js';
import { LeaseHistory } from './lease-history.js';
import { type ContainerEnd, isReady, type Pod } from './pod.js';
import { PodHistory } from './pod-history.js';
import { until } from './until.js';

/** The pods of `sample/deploy` in a namespace of their own, and all that is known of them. */
export class Fleet {
  private readonly journals: Journals;
  private readonly history: LeaseHistory;
  private readonly podHistory: PodHistory;
  private rollouts = 0;

  private constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
  ) {
    this.journals = cluster.journalsOf(namespace);
    this.history = new LeaseHistory(cluster.connection, namespace, 'billing');
    this.podHistory = new PodHistory(cluster.connection, namespace);
  }

  static async create(cluster: Cluster): Promise<Fleet> {
    const namespace = `billing-${Date.now()}`;
    await must(cluster.api, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const fleet = new Fleet(cluster, namespace);
    await fleet.history.open();
    await fleet.podHistory.open();
    for (const manifest of readManifests('rbac.yaml')) await apply(cluster.api, manifest, namespace);
    return fleet;
  }

  /** Applies the Deployment, and waits until nothing is left of the one before and somebody leads. */
  async deploy(change: DeploymentChange): Promise<void> {
    await this.apply(change);
    await this.settled();
    await this.leader();
  }

  async apply(change: DeploymentChange): Promise<void> {
    if (change.strategy) {
      // The numbers of a rolling update are the API server's own, so that to apply another strategy does not remove them.
      const body = { spec: { strategy: { ...change.strategy, rollingUpdate: null } } };
      await this.cluster.api.request('PATCH', this.path('apps/v1', 'deployments/billing'), { body });
    }
    await apply(this.cluster.api, deployment(this.cluster, change), this.namespace);
  }

  /** What `kubectl rollout restart` does: begins another rollout of the same, and waits for nothing. */
  async restart(change: DeploymentChange): Promise<void> {
    await this.apply({ ...change, annotations: { 'kubectl.kubernetes.io/restartedAt': String(++this.rollouts) } });
  }

  /** All pods are of the newest template, ready, and none besides is left. */
  async settled(): Promise<void> {
    await until('the Deployment has settled', async () => {
      const { json } = await must(this.cluster.api, 'GET', this.path('apps/v1', 'deployments/billing'));
      const status = json.status as Record<string, number>;
      const wanted = (json.spec as { replicas: number }).replicas;
      const { generation } = json.metadata as { generation: number };
      const isRolledOut = status.observedGeneration >= generation && (status.updatedReplicas ?? 0) === wanted;
      if (!isRolledOut || (status.replicas ?? 0) !== wanted) return undefined;
      const pods = await this.pods();
      return (pods.length === wanted && pods.every(isReady)) || undefined;
    });
  }

  async pods(): Promise<Pod[]> {
    const { json } = await must(this.cluster.api, 'GET', `${this.path('v1', 'pods')}?labelSelector=app%3Dbilling`);
    return (json.items ?? []) as unknown as Pod[];
  }

  async pod(name: string): Promise<Pod | undefined> {
    return (await this.pods()).find(({ metadata }) => metadata.name === name);
  }

  /** @param options of the deletion, such as `{ gracePeriodSeconds: 0 }` */
  async delete(pod: string, options: object = {}): Promise<void> {
    await must(this.cluster.api, 'DELETE', this.path('v1', `pods/${pod}`), options);
  }

  async evict(pod: string): Promise<void> {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: this.namespace } };
    await must(this.cluster.api, 'POST', this.path('v1', `pods/${pod}/eviction`), eviction);
  }

  /** A request to the app in a pod, by way of the API server. */
  async post(pod: string, path: string): Promise<void> {
    await must(this.cluster.api, 'POST', this.path('v1', `pods/${pod}:3000/proxy/${path}`));
  }

  async gone(pod: string): Promise<void> {
    await until(`${pod} is gone`, async () => ((await this.pod(pod)) ? undefined : true));
  }

  /** Resolves with the first end of a container of this pod, which may have come already. */
  end(pod: string): Promise<ContainerEnd> {
    return until(`a container of ${pod} has ended`, async () => this.podHistory.ends(pod)[0]);
  }

  /** Resolves when the API says that this container runs no longer. */
  async notRunning(pod: string, container: string): Promise<void> {
    await until(`${container} runs no longer`, async () => !this.podHistory.runs(pod, container) || undefined);
  }

  /** Resolves with a pod that none of these is, as soon as its container runs. */
  newlyRunning(not: readonly string[]): Promise<string> {
    return until('a new pod runs', async () => this.podHistory.running().find(pod => !not.includes(pod)));
  }

  /** Waits until somebody has just acted who is not one of these. */
  leader(...not: readonly Leader[]): Promise<Leader> {
    const since = process.hrtime.bigint();
    return until('somebody leads', async () => {
      const leader = newest(await this.journals.read(), since);
      return leader && !not.some(({ process, token }) => leader.process === process && leader.token === token)
        ? leader
        : undefined;
    });
  }

  /** Resolves with the first entry like this, of whatever process, which may be there already. */
  entry<T extends PodEntry['type']>(
    type: T,
    of: (journal: ProcessJournal, entry: Extract<PodEntry, { type: T }>) => boolean,
  ): Promise<Extract<PodEntry, { type: T }>> {
    return until(`an entry "${type}"`, async () => {
      for (const journal of await this.journals.read()) {
        for (const entry of journal.entries) {
          if (entry.type === type && of(journal, entry as Extract<PodEntry, { type: T }>)) {
            return entry as Extract<PodEntry, { type: T }>;
          }
        }
      }
      return undefined;
    });
  }

  async evidence(): Promise<Evidence> {
    return { journals: await this.journals.read(), history: this.history.states };
  }

  /** What happens while `act` goes on, until somebody leads after it. */
  async story(act: () => Promise<void>): Promise<Story> {
    await this.leader();
    const from = process.hrtime.bigint();
    await act();
    await this.leader();
    return tell(await this.evidence(), { from, to: process.hrtime.bigint() });
  }

  async destroy(): Promise<void> {
    this.history.close();
    this.podHistory.close();
    this.journals.close();
    await must(this.cluster.api, 'DELETE', `/api/v1/namespaces/${this.namespace}`);
  }

  private path(apiVersion: string, rest: string): string {
    const api = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    return `${api}/namespaces/${this.namespace}/${rest}`;
  }
}
