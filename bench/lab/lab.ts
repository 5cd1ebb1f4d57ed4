import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KubeApiServer, startKubeApiServer } from '../../test/support/kube-apiserver.js';
import { type Account, writeAccount } from './account.js';
import { AuditLog } from './audit-log.js';

/** Where everything is measured: one real kube-apiserver, and how much of it is to be done. */
export class Lab {
  private namespaces = 0;
  private accounts = 0;
  private readonly disposals: (() => unknown)[] = [];

  private constructor(
    /** A quick run: as few samples as tell something. */
    readonly isQuick: boolean,
    readonly server: KubeApiServer,
    readonly audit: AuditLog,
    private readonly folder: string,
  ) {}

  static async open(isQuick: boolean): Promise<Lab> {
    if (process.env.TEST_KUBECONFIG) {
      throw new Error('npm run bench counts in the audit log of an API server of its own: unset TEST_KUBECONFIG');
    }
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const audit = new AuditLog(folder);
    const server = await startKubeApiServer({ flags: audit.flags });
    return new Lab(isQuick, server, audit, folder);
  }

  /** So many samples, or fewer in a quick run. */
  count(full: number, quick: number): number {
    return this.isQuick ? quick : full;
  }

  /** A namespace in which every service account may do what an election needs. */
  async namespace(): Promise<string> {
    const name = `bench-${++this.namespaces}`;
    await this.must('POST', '/api/v1/namespaces', { metadata: { name } });
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${name}`;
    const verbs = ['get', 'list', 'watch', 'create', 'update'];
    const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs }];
    await this.must('POST', `${rbac}/roles`, { metadata: { name: 'candidates' }, rules });
    await this.must('POST', `${rbac}/rolebindings`, {
      metadata: { name: 'candidates' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'candidates' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: `system:serviceaccounts:${name}` }],
    });
    return name;
  }

  /** Another service account. @param server another way to the API server, such as through a proxy */
  async account(namespace: string, server: string = this.server.url): Promise<Account> {
    const name = `candidate-${++this.accounts}`;
    const token = await this.server.serviceAccountToken(namespace, name, { expirationSeconds: 4 * 3600 });
    const user = `system:serviceaccount:${namespace}:${name}`;
    return writeAccount({ namespace, user, token, server, ca: this.server.ca, folder: join(this.folder, name) });
  }

  /** Anything but a success is an error. */
  async must(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.server.request(method, path, { body });
    if (answer.status > 299) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  /** Called when the lab closes, whatever happened. */
  onClose(dispose: () => unknown): void {
    this.disposals.push(dispose);
  }

  async close(): Promise<void> {
    for (const dispose of this.disposals.reverse()) await dispose();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
