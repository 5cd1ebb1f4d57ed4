import { dirname } from 'node:path';
import { createClient, type KubeClient } from '../../support/kube-apiserver-client.js';
import { nodeName } from './addresses.js';
import { type LeaseRequest, leaseRequests } from './audit-log.js';
import { apiServer, controllerManager, scheduler } from './control-plane.js';
import { Daemon } from './daemon.js';
import { kubelet } from './kubelet.js';
import { furnish, makeControlGroup, removingControlGroup } from './machine.js';
import { Namespaces } from './namespaces.js';
import { NodeFolder } from './node-folder.js';
import { startRelay } from './relay.js';
import { type NodeParts } from './parts.js';
import { containerd, containerdSocket } from './runtime.js';

const controlGroup = `leader-tests-${process.pid}`;

/** A Kubernetes of one node in namespaces of its own, whose parts are at hand. */
export class OneNode {
  readonly api: KubeClient;
  readonly containerd: Daemon;
  readonly kubelet: Daemon;
  private readonly controlPlane: readonly Daemon[];
  /** How the API server is reached from outside. */
  readonly connection: { readonly socketPath: string; readonly ca: string; readonly token: string };

  private constructor(
    private readonly namespaces: Namespaces,
    readonly folder: NodeFolder,
    private readonly parts: NodeParts,
  ) {
    const { binaries, runtime } = parts;
    const { socket: socketPath } = startRelay(namespaces, folder);
    const { ca, adminToken } = folder;
    this.connection = { socketPath, ca, token: adminToken };
    this.api = createClient('https://127.0.0.1', (token = adminToken) => ({
      socketPath,
      ca,
      headers: { authorization: `Bearer ${token}` },
    }));
    const daemon = (options: ConstructorParameters<typeof Daemon>[2]) => new Daemon(namespaces, folder.path, options);
    this.controlPlane = [
      daemon(apiServer(binaries.apiServer, folder)),
      daemon(controllerManager(binaries, folder)),
      daemon(scheduler(binaries, folder)),
    ];
    this.containerd = daemon(containerd(runtime, folder));
    this.kubelet = daemon(kubelet(binaries.kubelet, folder, `/${controlGroup}`));
  }

  static async start(parts: NodeParts): Promise<OneNode> {
    const folder = new NodeFolder();
    const namespaces = await Namespaces.create(`rm -rf ${folder.path}\n${removingControlGroup(controlGroup)}`);
    const node = new OneNode(namespaces, folder, parts);
    try {
      makeControlGroup(controlGroup);
      await furnish(namespaces, parts.busybox, folder);
      await node.startAll();
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  /** In there; with `kubectl` and `ctr` by their names. */
  run(program: string, ...args: string[]): Promise<string> {
    const programs: Record<string, string> = { kubectl: this.parts.binaries.kubectl, ctr: this.parts.runtime.ctr };
    return this.namespaces.run(programs[program] ?? program, args, { env: this.environment });
  }

  /** The command for a shell in there. */
  shell(): string {
    const { kubectl } = this.parts.binaries;
    const path = [dirname(kubectl), dirname(this.parts.runtime.ctr), '$PATH'].join(':');
    const environment = Object.entries({ ...this.environment, PATH: path }).map(([name, value]) => `${name}=${value}`);
    return `${this.namespaces.entering.join(' ')} env ${environment.join(' ')} bash`;
  }

  private get environment(): Record<string, string> {
    return {
      KUBECONFIG: this.folder.kubeconfig,
      CONTAINERD_ADDRESS: containerdSocket(this.folder),
      CONTAINERD_NAMESPACE: 'k8s.io',
    };
  }

  /** The number, in there, of the first process of a container. */
  async pidOf(containerId: string): Promise<number> {
    const tasks = await this.run('ctr', 'tasks', 'list');
    const line = tasks.split('\n').find(task => task.startsWith(containerId.replace('containerd://', '')));
    if (!line) throw new Error(`there is no ${containerId} among\n${tasks}`);
    return Number(line.split(/\s+/)[1]);
  }

  /** The shim of the pod that this process is in: it started it. */
  async shimOf(pid: number): Promise<number> {
    return Number(/^PPid:\s*(\d+)$/m.exec(await this.run('cat', `/proc/${pid}/status`))?.[1]);
  }

  /** What the pods have asked of leases. */
  leaseRequests(): LeaseRequest[] {
    return leaseRequests(this.folder.file('audit.log'));
  }

  async kill9(pid: number): Promise<void> {
    await this.run('kill', '-KILL', String(pid));
  }

  /** By one kill, and leaves nothing. */
  stop(): Promise<void> {
    return this.namespaces.destroy();
  }

  private async startAll(): Promise<void> {
    const [server, ...controllers] = this.controlPlane;
    server.start();
    this.containerd.start();
    await this.containerd.until(async () => (await this.run('ctr', 'version')) !== '');
    for (const image of this.parts.images) await this.run('ctr', 'images', 'import', image);
    await server.until(async () => (await this.api.request('GET', '/readyz')).status === 200);
    for (const controller of controllers) controller.start();
    this.kubelet.start();
    await this.kubelet.until(() => this.isReady());
  }

  private async isReady(): Promise<boolean> {
    const { json } = await this.api.request<NodeObject>('GET', `/api/v1/nodes/${nodeName}`);
    return json.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  }
}

interface NodeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}
