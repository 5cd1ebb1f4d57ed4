import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalLine, type TicksMessage, type TicksSettings } from '../../apps/ticks/settings.js';
import { AppProcess } from '../../support/app-process.js';
import { type Administrator, administratorOf } from '../../support/kube-apiserver-access.js';
import { type KubeApiServer, startKubeApiServer } from '../../support/kube-apiserver.js';
import { type Lease } from '../../../lib/core/record/lease.js';

/** Short, so that what is killed is soon replaced. */
const timings = { leaseDuration: '4s', renewInterval: '1s', retryInterval: '500ms' } as const;

export interface Replica {
  readonly identity: string;
  readonly app: AppProcess<TicksMessage>;
}

/** Replicas of the app with ticks, on a real kube-apiserver; all append to one journal. */
export class TicksFleet {
  readonly replicas: Replica[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'ticks-'));
  private readonly journalFile = join(this.folder, 'journal');
  private born = 0;

  private constructor(
    readonly server: KubeApiServer,
    private readonly administrator: Administrator,
  ) {
    writeFileSync(this.journalFile, '');
  }

  static async create(): Promise<TicksFleet> {
    const server = await startKubeApiServer();
    return new TicksFleet(server, await administratorOf(server));
  }

  start(leaseName: string, jobs: TicksSettings['jobs'], more: TicksSettings['election'] = timings): Replica {
    const identity = `replica-${++this.born}`;
    const election = this.election(leaseName, identity, more);
    const settings: TicksSettings = { election, journal: this.journalFile, jobs };
    const replica = {
      identity,
      app: new AppProcess<TicksMessage>('ticks/main', { env: { TICKS: JSON.stringify(settings) } }),
    };
    this.replicas.push(replica);
    return replica;
  }

  election(leaseName: string, identity: string, more: TicksSettings['election'] = timings): TicksSettings['election'] {
    const { server, administrator } = this;
    const connection = { server: server.url, token: administrator.token, ca: server.ca };
    return { leaseName, identity, namespace: server.namespace, connection, ...more };
  }

  /** Its process is about to end, or has. */
  forget(replica: Replica): void {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
  }

  async lease(name: string): Promise<Lease | undefined> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.server.namespace}/leases/${name}`;
    const answer = await this.server.request('GET', path);
    return answer.status === 200 ? (answer.json as unknown as Lease) : undefined;
  }

  /** The replica that the lease names. */
  async leader(leaseName: string): Promise<Replica | undefined> {
    const holder = (await this.lease(leaseName))?.spec?.holderIdentity;
    return this.replicas.find(({ identity }) => identity === holder);
  }

  journal(): JournalLine[] {
    const lines = readFileSync(this.journalFile, 'utf8').split('\n').filter(Boolean);
    return lines.map(line => JSON.parse(line) as JournalLine);
  }

  /** Writes of leases that the API server has counted, its own among them. */
  async leaseWrites(): Promise<number> {
    const lines = (await this.server.metrics()).split('\n');
    const counted = lines.filter(
      line =>
        line.startsWith('apiserver_request_total{') &&
        line.includes('resource="leases"') &&
        /verb="(PUT|POST|PATCH)"/.test(line),
    );
    return counted.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  async destroy(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map(({ app }) => app.destroy()));
    await this.administrator.remove();
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }
}
