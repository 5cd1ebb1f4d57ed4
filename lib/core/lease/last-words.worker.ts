import { type AnnotationChanges } from '../record/annotations.js';
import { type Lease } from '../record/lease.js';

/** What the worker thread is given: plain data only. */
export interface LastWordsTask {
  /** Without a path at its end: `https://10.0.0.1:443`. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: Readonly<Record<string, unknown>>;
  readonly releases: readonly LastWordsRelease[];
  /** Counts the leases that are done; the main thread waits for it. */
  readonly done: Int32Array;
}

export interface LastWordsRelease {
  readonly path: string;
  readonly holder: string;
  readonly nonces: readonly string[];
  readonly annotations: AnnotationChanges;
}

/**
 * Runs in a worker thread, made from this function's own text: it may use nothing but its arguments. Reads each lease, and
 * releases it by one compare-and-swap if it is still ours. Whatever fails is left alone: the lease then runs out.
 */
export function lastWords(
  { server, headers, tls, releases, done }: LastWordsTask,
  load: (name: string) => typeof import('node:http'),
): void {
  const { request } = load(server.startsWith('http:') ? 'node:http' : 'node:https');

  function send(method: string, path: string, body?: string): Promise<{ status: number | undefined; text: string }> {
    return new Promise((resolve, reject) => {
      const json = { Accept: 'application/json', 'Content-Type': 'application/json' };
      const sent = request(server + path, { ...tls, method, headers: { ...headers, ...json } }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async function release({ path, holder, nonces, annotations }: LastWordsRelease): Promise<void> {
    const { status, text } = await send('GET', path);
    if (status !== 200) return;
    const lease = JSON.parse(text) as Lease;
    const { metadata, spec } = lease;
    if (spec?.holderIdentity !== holder || !nonces.includes(spec.acquireTime ?? '')) return;
    const now = new Date().toISOString().replace('Z', '000Z');
    const renewTime = now > (spec.renewTime ?? '') ? now : spec.renewTime;
    const released: Lease = {
      ...lease,
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, ...(annotations as Record<string, string>) },
        managedFields: undefined,
      },
      spec: { ...spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime },
    };
    await send('PUT', path, JSON.stringify(released)); // JSON leaves undefined out
  }

  for (const one of releases) {
    const finished = () => {
      Atomics.add(done, 0, 1);
      Atomics.notify(done, 0);
    };
    release(one).then(finished, finished);
  }
}
