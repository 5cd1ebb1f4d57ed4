import { randomUUID } from 'node:crypto';
import https from 'node:https';
import { type Journal } from './journal.js';
import { configMapName, type ReplicaSettings } from './settings.js';

/** Milliseconds that a request may take. */
const timeout = 1_000;

interface ConfigMap {
  readonly metadata: { readonly resourceVersion: string };
  /** `id` is the last write's, `token` its fencing token. */
  readonly data: { readonly id: string; readonly token: string };
}

/**
 * A resource that takes no write with an older fencing token than it has seen, in a ConfigMap: the token is compared with
 * the stored one, and the write is accepted only if that is still the stored one (compare and swap).
 */
export class FencedResource {
  private readonly agent: https.Agent;
  private seen: ConfigMap | undefined;

  constructor(
    private readonly settings: ReplicaSettings,
    private readonly journal: Journal,
  ) {
    this.agent = new https.Agent({ keepAlive: true, ca: settings.ca });
  }

  /** @returns whether it was accepted, as far as this process knows */
  async write(token: bigint): Promise<boolean> {
    try {
      this.seen ??= await this.request('GET');
      const { metadata, data } = this.seen!;
      if (BigInt(data.token) > token) {
        this.journal.write({ type: 'refused', token: String(token), newer: data.token });
        this.seen = undefined;
        return false;
      }
      const id = randomUUID();
      this.journal.write({ type: 'attempt', id, previous: data.id, token: String(token) });
      this.seen = await this.request('PUT', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: configMapName, resourceVersion: metadata.resourceVersion },
        data: { id, token: String(token) },
      });
      if (this.seen) this.journal.write({ type: 'accepted', id });
      return this.seen !== undefined;
    } catch {
      this.seen = undefined; // no answer: it may have been accepted, the next read tells
      return false;
    }
  }

  /** @returns undefined for a conflict */
  private request(method: string, body?: object): Promise<ConfigMap | undefined> {
    const { server, namespace, token } = this.settings;
    return new Promise((resolve, reject) => {
      const request = https.request(`${server}/api/v1/namespaces/${namespace}/configmaps/${configMapName}`, {
        agent: this.agent,
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeout),
      });
      request.on('error', reject);
      request.on('response', response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as ConfigMap);
          else if (response.statusCode === 409) resolve(undefined);
          else reject(new Error(`${method} answered ${response.statusCode}`));
        });
      });
      request.end(body && JSON.stringify(body));
    });
  }
}
