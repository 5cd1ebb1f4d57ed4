import http from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { type Clock, systemClock } from '../../clock/clock.js';
import { Cached } from './cached.js';
import { type KubeConfigLike } from './connection-option.js';
import { checkKubeConfig } from './kubeconfig-checks.js';
import {
  type ConnectionSettings,
  type LeaseConnection,
  type RefreshReason,
  serverUrl,
  type TlsSettings,
} from './lease-connection.js';

/** Milliseconds. Without it, a plugin whose token has no expiry would run for every request. */
const settingsAge = 60_000;

/** Milliseconds between two looks at the files of a kubeconfig whose server cannot be reached. */
const lookInterval = 60_000;

/** Where a kubeconfig comes from. */
export interface KubeConfigSource {
  load(): Promise<KubeConfigLike>;
  /** Differs if another `load` would bring something else; without it, only credentials that are refused make it do so. */
  stamp?(): Promise<string>;
}

/** A cluster from a kubeconfig, with whatever its user needs: tokens, plugins, OIDC, client certificates, proxies. */
export class KubeconfigConnection implements LeaseConnection {
  private readonly config: Cached<KubeConfigLike>;
  private readonly cached: Cached<ConnectionSettings>;
  private proxy: Pick<ConnectionSettings, 'tls' | 'proxy'> | undefined;
  private loaded: { readonly config: KubeConfigLike; readonly stamp: string | undefined } | undefined;
  private lastLook = -Infinity;

  constructor(
    readonly description: string,
    private readonly source: KubeConfigSource,
    private readonly clock: Clock = systemClock,
  ) {
    this.config = new Cached(() => this.load(), Infinity, clock);
    this.cached = new Cached(() => this.apply(), settingsAge, clock);
  }

  settings(): Promise<ConnectionSettings> {
    return this.cached.get();
  }

  known(): ConnectionSettings | undefined {
    return this.cached.known;
  }

  refresh(reason: RefreshReason): void {
    if (reason === 'unauthorized') {
      this.cached.forget();
      this.config.forget();
      this.loaded = undefined; // client-node keeps a plugin's token till it expires
      return;
    }
    this.cached.expire();
    const now = this.clock.monotonic();
    if (now - this.lastLook < lookInterval) return;
    this.lastLook = now;
    this.config.expire();
  }

  /** Reads files only if they have changed: client-node would run a plugin again. */
  private async load(): Promise<KubeConfigLike> {
    const stamp = await this.source.stamp?.();
    const { loaded } = this;
    if (loaded && loaded.stamp === stamp) return loaded.config;
    const config = await this.source.load();
    this.loaded = { config, stamp };
    return config;
  }

  private async apply(): Promise<ConnectionSettings> {
    const config = await this.config.get();
    const url = serverUrl(checkKubeConfig(config).server);
    const options: RequestOptions = { headers: {} };
    await config.applyToHTTPSOptions(options);
    const { ca, cert, key, pfx, passphrase, servername } = options;
    const rejectUnauthorized = options.rejectUnauthorized !== false;
    const tls: TlsSettings = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
    return { url, headers: headersOf(options), tls, proxy: this.keepProxy(tls, options.agent) };
  }

  /**
   * client-node 1.x makes an agent per call, 2.x one per cluster. A plain agent is not needed, because the request has
   * all its options. A proxy's agent is kept as long as these options stay the same.
   */
  private keepProxy(tls: TlsSettings, agent: RequestOptions['agent']): http.Agent | undefined {
    if (typeof agent !== 'object' || isPlain(agent)) return undefined;
    const old = this.proxy;
    if (old && JSON.stringify(old.tls) === JSON.stringify(tls)) return old.proxy;
    this.proxy = { tls, proxy: agent };
    return agent;
  }
}

function isPlain(agent: http.Agent): boolean {
  const prototype: unknown = Object.getPrototypeOf(agent);
  return prototype === http.Agent.prototype || prototype === https.Agent.prototype;
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const result: Record<string, string> = {};
  if (auth) result.Authorization = `Basic ${Buffer.from(auth).toString('base64')}`;
  if (Array.isArray(headers)) return result;
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) result[name] = String(value);
  }
  return result;
}
