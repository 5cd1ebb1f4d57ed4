import { setTimeout as delay } from 'node:timers/promises';
import { configMapName } from '../apps/chaos/settings.js';
import { clientGoBinary } from '../support/client-go-binary.js';
import { type KubeApiServer } from '../support/kube-apiserver.js';
import { type Candidate } from './candidates/candidate.js';
import { ClientGo } from './candidates/client-go.js';
import { Replica } from './candidates/replica.js';
import { TcpProxy } from './proxy/tcp-proxy.js';

/** Milliseconds after which it is a failure that nobody leads. */
const patience = 60_000;

/** What the resource holds at first. */
export const origin = 'nothing written yet';

export interface FleetOptions {
  readonly size: number;
  /** The last replica leads without asking anybody: the run must tell. */
  readonly rogue: boolean;
}

/** All candidates of one lease. */
export class Fleet {
  private constructor(
    private readonly api: KubeApiServer,
    readonly replicas: readonly Replica[],
    readonly clientGo: ClientGo,
  ) {}

  static async on(api: KubeApiServer, folder: string, { size, rogue }: FleetOptions): Promise<Fleet> {
    const port = Number(new URL(api.url).port);
    const replicas: Replica[] = [];
    for (let number = 1; number <= size; number++) {
      const isRogue = rogue && number === size;
      replicas.push(new Replica(`replica-${number}`, await TcpProxy.to(port), api, { folder, isRogue }));
    }
    const clientGo = new ClientGo(await clientGoBinary(), await TcpProxy.to(port), api, folder);
    return new Fleet(api, replicas, clientGo);
  }

  /** Those that run. */
  get running(): Candidate[] {
    return [...this.replicas, this.clientGo].filter(({ isRunning }) => isRunning);
  }

  get problems(): string[] {
    return [...this.replicas, this.clientGo].flatMap(({ problems }) => problems);
  }

  async start(): Promise<void> {
    const body = { metadata: { name: configMapName }, data: { id: origin, token: '0' } };
    const { status, text } = await this.api.request('POST', this.configMaps, { body });
    if (status !== 201) throw new Error(`making the ConfigMap answered ${status}: ${text}`);
    await Promise.all(this.replicas.map(replica => replica.start()));
  }

  /** The id of the last write that the resource has accepted. */
  async lastWrite(): Promise<string> {
    const answer = await this.api.request<{ data: { id: string } }>('GET', `${this.configMaps}/${configMapName}`);
    return answer.json.data.id;
  }

  /** Who leads and works, as seen from now on. */
  async leader(): Promise<Candidate> {
    const since = process.hrtime.bigint();
    const until = Date.now() + patience;
    while (Date.now() < until) {
      const leader = this.running.find(({ workedAt }) => workedAt > since);
      if (leader) return leader;
      await delay(5);
    }
    throw new Error(`Nobody has led for ${patience} ms, though nothing was done to anybody.`);
  }

  /** All end in good order. */
  async stop(): Promise<void> {
    for (const { proxy } of [...this.replicas, this.clientGo]) proxy.become({ kind: 'fine' });
    await Promise.all(this.running.map(candidate => candidate.terminate()));
    await this.closeProxies();
  }

  /** At once. */
  async destroy(): Promise<void> {
    await Promise.all(this.running.map(candidate => candidate.kill()));
    await this.closeProxies();
  }

  private async closeProxies(): Promise<void> {
    await Promise.all([...this.replicas, this.clientGo].map(({ proxy }) => proxy.close()));
  }

  private get configMaps(): string {
    return `/api/v1/namespaces/${this.api.namespace}/configmaps`;
  }
}
