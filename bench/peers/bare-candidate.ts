import { type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { type Account } from '../lab/account.js';

export interface LeaseObject {
  metadata: { resourceVersion: string; [field: string]: unknown };
  spec: Record<string, unknown>;
}

/** Writes and watches a lease with `node:https` alone: nothing is checked, timed out or retried. */
export class BareCandidate {
  version = '';
  private lease: LeaseObject | undefined;
  private onVacancy: (() => void) | undefined;
  private onSeen: (() => void) | undefined;
  private readonly requests = new Agent({ keepAlive: true });
  private readonly watches = new Agent({ keepAlive: true });
  private readonly path: string;

  constructor(
    private readonly account: Pick<Account, 'namespace' | 'server' | 'ca' | 'token'>,
    private readonly name: string,
    private readonly identity: string,
  ) {
    this.path = `/apis/coordination.k8s.io/v1/namespaces/${account.namespace}/leases`;
  }

  async create(): Promise<LeaseObject> {
    const metadata = { name: this.name, namespace: this.account.namespace };
    return this.send('POST', this.path, { apiVersion, kind: 'Lease', metadata, spec: this.spec(this.identity, 20) });
  }

  /** Undefined if nobody has made it yet. */
  async read(): Promise<LeaseObject | undefined> {
    const response = await this.open('GET', `${this.path}/${this.name}`, this.requests);
    const text = await textOf(response);
    return response.statusCode === 404 ? undefined : (JSON.parse(text) as LeaseObject);
  }

  async write(holder: string, seconds: number): Promise<void> {
    const { metadata } = this.lease!;
    const body = { apiVersion, kind: 'Lease', metadata: { ...metadata, managedFields: undefined } };
    const answer = await this.send('PUT', `${this.path}/${this.name}`, { ...body, spec: this.spec(holder, seconds) });
    this.version = answer.metadata.resourceVersion;
  }

  /** Watches the lease, and makes it if nobody has. @returns whether it has made it, and so leads */
  async join(): Promise<boolean> {
    const present = await this.read();
    await this.watch(present ?? (await this.create()));
    return present === undefined;
  }

  /** Resolves when it leads. Whoever loses the race for the lease goes on to follow. */
  follow(): Promise<void> {
    return this.takeWhenVacant().catch(() => this.follow());
  }

  takeWhenVacant(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onVacancy = () => void this.write(this.identity, 20).then(resolve, reject);
    });
  }

  /** Its watch has brought that version. */
  async sees(version: string): Promise<void> {
    while (this.lease?.metadata.resourceVersion !== version)
      await new Promise<void>(resolve => (this.onSeen = resolve));
  }

  async watch(from: LeaseObject): Promise<void> {
    this.lease = from;
    const query = `watch=1&fieldSelector=metadata.name%3D${this.name}&resourceVersion=${from.metadata.resourceVersion}`;
    const response = await this.open('GET', `${this.path}?${query}`, this.watches);
    let rest = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.see((JSON.parse(line) as { object: LeaseObject }).object);
    });
  }

  close(): void {
    this.requests.destroy();
    this.watches.destroy();
  }

  private see(lease: LeaseObject): void {
    this.lease = lease;
    if (!lease.spec.holderIdentity) this.onVacancy?.();
    if (!lease.spec.holderIdentity) this.onVacancy = undefined;
    this.onSeen?.();
  }

  private spec(holderIdentity: string, leaseDurationSeconds: number): object {
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    return { holderIdentity, leaseDurationSeconds, renewTime, acquireTime: renewTime, leaseTransitions: 1 };
  }

  private async send(method: string, path: string, body: object): Promise<LeaseObject> {
    const response = await this.open(method, path, this.requests, JSON.stringify(body));
    const text = await textOf(response);
    if (response.statusCode! > 299) throw new Error(`${method} ${path} answered ${response.statusCode}: ${text}`);
    return JSON.parse(text) as LeaseObject;
  }

  private open(method: string, path: string, agent: Agent, body?: string): Promise<IncomingMessage> {
    const { server, ca, token } = this.account;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      request(new URL(`${server}${path}`), { method, agent, ca, headers }, resolve)
        .on('error', reject)
        .end(body);
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  return text;
}

const apiVersion = 'coordination.k8s.io/v1';
