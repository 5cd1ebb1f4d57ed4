import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Elector } from '../../lib/core/index.js';
import { must } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, startBuiltKubeApiServer } from '../support/kube-apiserver.js';
import { builtKubectl } from '../support/kubernetes-binaries.js';
import { root } from '../support/packed-package.js';
import { ShellCommand } from './shell-command.js';

const leases = '/apis/coordination.k8s.io/v1/namespaces/shop/leases';
const pods = '/api/v1/namespaces/shop/pods';

/** Who leads at first, and who follows: the names that the documents use. */
export const [leader, follower] = ['billing-7d4b9-x2x9k', 'billing-2'];

/**
 * What the documents take for granted: a cluster with a namespace "shop", an app "billing" of two replicas there, and a
 * terminal in a folder with this package, `kubectl` and a kubeconfig.
 */
export class Stage {
  private readonly folder = mkdtempSync(join(tmpdir(), 'documented-'));
  private readonly kubeconfig = join(this.folder, 'kubeconfig');
  private electors: Elector[] = [];

  private constructor(
    private readonly server: KubeApiServer,
    kubectl: string,
  ) {
    const bin = join(this.folder, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    const program = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist/cli/main.js')}' "$@"\n`;
    writeFileSync(join(bin, 'nestjs-kubernetes-leader'), program, { mode: 0o755 });
    symlinkSync(kubectl, join(bin, 'kubectl'));
    symlinkSync(join(root, 'sample'), join(this.folder, 'sample'));
    writeFileSync(join(this.folder, 'package.json'), '{ "private": true }');
    const config = execFileSync(kubectl, ['config', 'view', '--raw', '--kubeconfig', server.kubeconfigPath]);
    writeFileSync(this.kubeconfig, config);
    const shop = ['config', 'set-context', '--current', '--namespace', 'shop', '--kubeconfig', this.kubeconfig];
    execFileSync(kubectl, shop);
  }

  static async create(): Promise<Stage> {
    const kubectl = await builtKubectl();
    const server = await startBuiltKubeApiServer();
    try {
      await must(server, 'POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
      return new Stage(server, kubectl);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** A file that a document tells its reader to save. */
  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  run(command: string): ShellCommand {
    const { PATH } = process.env;
    const env = {
      PATH: `${join(this.folder, 'node_modules/.bin')}:${PATH}`,
      KUBECONFIG: this.kubeconfig,
      NO_COLOR: '1',
    };
    return new ShellCommand(command, this.folder, { ...process.env, NODE_OPTIONS: undefined, ...env });
  }

  /** Two replicas with their pods, of which the first leads and has run the job "invoices". */
  async setUp(): Promise<void> {
    await this.stopElectors();
    await this.server.request('DELETE', `${leases}/billing`);
    for (const name of [leader, follower]) {
      const spec = { containers: [{ name: 'billing', image: 'billing:1.0.0' }] };
      await this.server.request('POST', pods, { body: { metadata: { name, labels: { app: 'billing' } }, spec } });
    }
    const first = await this.start(leader);
    await first.waitForLeadership();
    await first.runOnce('invoices', new Date(), () => {});
    await this.start(follower);
  }

  async destroy(): Promise<void> {
    try {
      await this.stopElectors();
    } finally {
      await this.server.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  private async start(identity: string): Promise<Elector> {
    const { url, adminToken, ca } = this.server;
    const connection = { server: url, token: adminToken!, ca };
    const options = { leaseName: 'billing', namespace: 'shop', identity, connection };
    const elector = new Elector({ ...options, autoClose: false, logger: false });
    this.electors.push(elector);
    await elector.start();
    return elector;
  }

  private async stopElectors(): Promise<void> {
    await Promise.all(this.electors.splice(0).map(elector => elector.stop()));
  }
}
