import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock } from '../../clock/clock.js';
import { describeError } from '../one-line.js';
import { Cached } from './cached.js';
import {
  bearer,
  type ConnectionSettings,
  type LeaseConnection,
  type RefreshReason,
  serverUrl,
  type TlsSettings,
} from './lease-connection.js';
import { serviceAccountFolder } from './service-account.js';

/** Milliseconds. The kubelet replaces the token long before it expires. client-go reads it as often. */
const tokenAge = 60_000;

/** The pod's service account: address and port from the environment, token and CA from files, read again as they age. */
export class InClusterConnection implements LeaseConnection {
  readonly description = "the pod's service account";
  private readonly token: Cached<string>;
  private readonly tls: Cached<TlsSettings>;
  private last: { readonly server: string; readonly token: string; readonly settings: ConnectionSettings } | undefined;

  /** @param folder contains `token`, `ca.crt` and `namespace` @default the folder that Kubernetes mounts */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    folder: string = serviceAccountFolder,
    clock?: Clock,
  ) {
    this.token = new Cached(() => readText(folder, 'token', env), tokenAge, clock);
    this.tls = new Cached(() => readTls(folder, env), Infinity, clock);
  }

  async settings(): Promise<ConnectionSettings> {
    const server = this.server();
    const [token, tls] = await Promise.all([this.token.get(), this.tls.get()]);
    return this.settingsWith(server, token, tls);
  }

  known(): ConnectionSettings | undefined {
    const [token, tls] = [this.token.known, this.tls.known];
    if (token === undefined || tls === undefined) return undefined;
    return this.settingsWith(this.server(), token, tls);
  }

  refresh(reason: RefreshReason): void {
    if (reason === 'unauthorized') this.token.forget();
    else this.token.expire();
    this.tls.expire(); // a cluster's CA may be replaced while the pod runs
  }

  /** Returns the same object as long as nothing changes, because each open watch keeps a reference to it. */
  private settingsWith(server: string, token: string, tls: TlsSettings): ConnectionSettings {
    const last = this.last;
    if (last?.server === server && last.token === token && last.settings.tls === tls) return last.settings;
    const settings = { url: serverUrl(server), headers: bearer(token), tls };
    this.last = { server, token, settings };
    return settings;
  }

  private server(): string {
    const host = this.env.KUBERNETES_SERVICE_HOST;
    // A pod whose environment was cleaned (cron, su, a supervisor): every cluster has this name for its API server.
    if (!host) return 'https://kubernetes.default.svc';
    // As client-go. The kubelet sets both, and whoever overrides the address (clusters without kube-proxy) only the first.
    const port = this.env.KUBERNETES_SERVICE_PORT || this.env.KUBERNETES_SERVICE_PORT_HTTPS || '443';
    // Only an IPv6 address has a colon. `isIPv6` of Node 20 would compile an expression of 138 KB for it, and keep it.
    return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }
}

async function readTls(folder: string, env: NodeJS.ProcessEnv): Promise<TlsSettings> {
  return { ca: await readText(folder, 'ca.crt', env), rejectUnauthorized: true };
}

async function readText(folder: string, name: string, env: NodeJS.ProcessEnv): Promise<string> {
  let text: string;
  try {
    text = (await readFile(join(folder, name), 'utf8')).trim();
  } catch (error) {
    const hint = env.KUBERNETES_SERVICE_HOST
      ? 'is automountServiceAccountToken off?'
      : 'KUBERNETES_SERVICE_HOST is not set either: does this process run in a Kubernetes pod?';
    throw new Error(`cannot read it: ${describeError(error)} (${hint})`);
  }
  if (text === '') throw new Error(`cannot read it: ${join(folder, name)} is empty`);
  return text;
}
