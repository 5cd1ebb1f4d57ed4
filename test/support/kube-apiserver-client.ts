import type { IncomingHttpHeaders } from 'node:http';
import { request as send, type RequestOptions } from 'node:https';

/** As much of a Kubernetes object as tests look at. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: KubeMetadata;
  spec?: Record<string, unknown>;
  status?: unknown;
  items?: KubeObject[];
  [field: string]: unknown;
}

export interface KubeMetadata {
  name?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: unknown;
}

export interface KubeAnswer<T = KubeObject> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; `{}` when it is not JSON. */
  readonly json: T;
}

export interface KubeRequest {
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
  /** Who asks; the admin unless told otherwise. */
  readonly token?: string;
  /** `application/json`, and for PATCH `application/merge-patch+json`, unless told otherwise. */
  readonly contentType?: string;
}

export interface KubeClient {
  request<T = KubeObject>(method: string, path: string, options?: KubeRequest): Promise<KubeAnswer<T>>;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
  /** A token from the TokenRequest API; the service account is created if it is missing. */
  serviceAccountToken(namespace: string, name: string, options?: { expirationSeconds?: number }): Promise<string>;
}

/** How to connect as the bearer of a token, or as the admin. */
export type Credentials = (token?: string) => RequestOptions | Promise<RequestOptions>;

export function createClient(url: string, credentials: Credentials): KubeClient {
  const request = async <T = KubeObject>(method: string, path: string, options: KubeRequest = {}) => {
    const {
      body,
      token,
      contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    } = options;
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const { headers: identity, ...connection } = await credentials(token);
    const headers = { accept: 'application/json', ...identity, ...(payload && { 'content-type': contentType }) };
    return exchange<T>(new URL(`${url}${path}`), { ...connection, method, headers }, payload);
  };

  /** For what a test takes for granted: anything but one of these answers is an error. */
  const must = async <T>(expected: readonly number[], method: string, path: string, body?: unknown) => {
    const answer = await request<T>(method, path, { body });
    if (expected.includes(answer.status)) return answer;
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  };

  return {
    request,
    metrics: async () => (await must([200], 'GET', '/metrics')).text,
    async serviceAccountToken(namespace, name, { expirationSeconds } = {}) {
      const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      await must([201, 409], 'POST', accounts, { metadata: { name } });
      const spec = { expirationSeconds };
      const answer = await must<{ status: { token: string } }>([201], 'POST', `${accounts}/${name}/token`, { spec });
      return answer.json.status.token;
    },
  };
}

/** Labelled, so that what an aborted run left on a cluster of yours can be found and deleted. */
export async function createNamespace(client: KubeClient, name: string): Promise<void> {
  const labels = { 'app.kubernetes.io/managed-by': 'nestjs-kubernetes-leader-tests' };
  const answer = await client.request('POST', '/api/v1/namespaces', { body: { metadata: { name, labels } } });
  if (answer.status !== 201) throw new Error(`creating namespace ${name} answered ${answer.status}: ${answer.text}`);
}

function exchange<T>(url: URL, options: RequestOptions, body: string | undefined): Promise<KubeAnswer<T>> {
  return new Promise((resolve, reject) => {
    // A connection each, unless told otherwise: one that is kept would be a stale one after kill -9.
    const request = send(url, { agent: false, ...options }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type']?.includes('json') ?? false;
        const json = (isJson ? JSON.parse(text) : {}) as T;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    request.setTimeout(30_000, () => request.destroy(new Error(`${url.pathname}: no answer within 30 s`)));
    request.on('error', reject);
    request.end(body);
  });
}
