import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type BillingMessage, type BillingSettings } from '../../apps/billing/settings.js';
import { RawApi } from '../../integration/lease-api/raw-api.js';
import { AppProcess, type AppProcessOptions } from '../../support/app-process.js';
import { type Administrator, administratorOf, must } from '../../support/kube-apiserver-access.js';
import { type KubeApiServer, startKubeApiServer } from '../../support/kube-apiserver.js';
import { apply, readManifests } from '../../support/manifests.js';
import { ServiceAccountFolder } from '../../support/service-account-folder.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { LeaseHistory } from './lease-history.js';
import { Secrets } from './secrets.js';

export type BillingApp = AppProcess<BillingMessage>;
export type Election = Exclude<BillingSettings['election'], false>;
export type StartOptions = Omit<BillingSettings, 'election'> & AppProcessOptions;

/** Short, so that what has died is soon replaced. */
export const short: Election = { leaseName: 'billing', leaseDuration: '6s', renewInterval: '500ms' };

/** Whoever takes over such a lease within a test has not waited for its end. */
export const long: Election = { leaseName: 'billing', leaseDuration: '1h', renewInterval: '500ms' };

/** One API server, and all that the tests start and make there. */
export class World {
  readonly secrets = new Secrets();
  readonly apps: BillingApp[] = [];
  private readonly folders: ServiceAccountFolder[] = [];
  private readonly histories: LeaseHistory[] = [];
  private readonly namespaces: string[] = [];
  private readonly api: RawApi;

  private constructor(
    readonly server: KubeApiServer,
    private readonly administrator: Administrator,
  ) {
    this.api = new RawApi({ url: server.url, ca: server.ca, token: administrator.token });
    this.secrets.addToken(administrator.token);
    this.secrets.addKubeconfig(server.kubeconfigPath);
  }

  static async create(): Promise<World> {
    const server = await startKubeApiServer();
    try {
      return new World(server, await administratorOf(server));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** An empty one. */
  async newNamespace(): Promise<string> {
    const name = `${this.server.namespace}-${randomBytes(4).toString('hex')}`;
    await must(this.server, 'POST', '/api/v1/namespaces', { metadata: { name } });
    this.namespaces.push(name);
    return name;
  }

  /** With the service account, the Role and the RoleBinding of the manifests, and what an app there would find mounted. */
  async newPod(): Promise<Pod> {
    const namespace = await this.newNamespace();
    for (const manifest of readManifests('rbac.yaml')) await apply(this.server, manifest, namespace);
    await this.untilGranted(namespace, ['get', 'watch', 'update', 'create']);
    return this.podIn(namespace);
  }

  /** In a namespace where the service account may do whatever it may do. */
  async podIn(namespace: string, { token, ca = this.server.ca }: { token?: string; ca?: string } = {}): Promise<Pod> {
    const shown = token ?? (await this.newToken(namespace));
    this.secrets.addToken(shown);
    const folder = new ServiceAccountFolder({ token: shown, ca, namespace });
    this.folders.push(folder);
    return { namespace, folder, connection: { serviceAccount: folder.path } };
  }

  /** Of the service account. */
  async newToken(namespace: string): Promise<string> {
    const token = await this.server.serviceAccountToken(namespace, 'billing');
    this.secrets.addToken(token);
    return token;
  }

  /** The authorizer learns of a Role a moment after the API has answered. */
  async untilGranted(namespace: string, verbs: readonly string[]): Promise<void> {
    for (const verb of verbs) while (!(await this.mayDo(namespace, verb))) await delay(20);
  }

  /** Whether the service account may do this with the lease "billing", or with another one. */
  async mayDo(namespace: string, verb: string, name = 'billing'): Promise<boolean> {
    const resourceAttributes = { namespace, verb, group: 'coordination.k8s.io', resource: 'leases', name };
    const spec = { user: `system:serviceaccount:${namespace}:billing`, resourceAttributes };
    const answer = await must(this.server, 'POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec });
    return (answer.json.status as { allowed: boolean }).allowed;
  }

  start(election: Election | false, { env, execArgv, ...settings }: StartOptions = {}): BillingApp {
    const { hostname, port } = new URL(this.server.url);
    const app: BillingApp = new AppProcess('billing/main', {
      execArgv,
      env: {
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port || '443',
        ...env,
        BILLING: JSON.stringify({ election, ...settings } satisfies BillingSettings),
      },
    });
    this.apps.push(app);
    return app;
  }

  async lease(namespace: string): Promise<Lease | undefined> {
    const answer = await this.api.request('GET', leasePath(namespace));
    return answer.status === 404 ? undefined : (answer.json as Lease);
  }

  async createLease(namespace: string): Promise<void> {
    await must(this.server, 'POST', leasePath(namespace, ''), { metadata: { name: 'billing' }, spec: {} });
  }

  async history(namespace: string): Promise<LeaseHistory> {
    const history = await LeaseHistory.of(this.api, namespace, 'billing');
    this.histories.push(history);
    return history;
  }

  /** After each test: nothing of one runs in the next. */
  async cleanUp(): Promise<void> {
    await Promise.all(this.apps.map(app => app.destroy()));
    for (const history of this.histories.splice(0)) history.close();
    for (const folder of this.folders.splice(0)) folder.remove();
  }

  async destroy(): Promise<void> {
    try {
      await this.cleanUp();
      for (const name of this.namespaces) await must(this.server, 'DELETE', `/api/v1/namespaces/${name}`);
      await this.administrator.remove();
    } finally {
      await this.server.stop();
    }
  }
}

/** What an app that runs in a pod has. */
export interface Pod {
  readonly namespace: string;
  readonly folder: ServiceAccountFolder;
  readonly connection: { serviceAccount: string };
}

/** The first that leads. */
export function leaderOf(apps: readonly BillingApp[]): Promise<BillingApp> {
  return Promise.race(apps.map(app => app.until('acquired').then(() => app)));
}

export const released = { holderIdentity: '', leaseDurationSeconds: 1 };

function leasePath(namespace: string, name = '/billing'): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases${name}`;
}
