import { lastWords } from '../../../lib/core/lease/last-words.worker.js';
import { type LastWordsTarget } from '../../../lib/core/lease/lease-client.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Candidate } from './candidate.js';
import { type Network } from './network.js';
import { type VirtualTime } from './virtual-time.js';

/** A process's `exit` event. */
export class SimulatedExit {
  private readonly listeners = new Set<() => void>();

  add(listener: () => void): void {
    this.listeners.add(listener);
  }

  delete(listener: () => void): void {
    this.listeners.delete(listener);
  }

  happen(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** Milliseconds that a process which ends waits for its worker thread. */
export const longestExit = 500;

const server = 'https://kubernetes';

/** The library's own worker, with a network of ours: it runs while its process's other code stands still. */
export function speak(
  network: Network,
  time: VirtualTime,
  speaker: Candidate,
  targets: readonly LastWordsTarget[],
): void {
  const releases = targets.map(({ lease, ...release }) => ({ ...release, path: `/${lease.name}` }));
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const request = (url: string, { method }: { method: string }, respond: (response: object) => void) => {
    const listeners: { error?: (error: Error) => void } = {};
    const on = (event: 'error', listener: (error: Error) => void) => void (listeners[event] = listener);
    const end = (body?: string) => {
      const fails = () => listeners.error?.(new Error('no answer'));
      time.after(network.delay(), () => {
        if (isLost(network, speaker)) return fails();
        const { status, lease } = serve(network, speaker, url.slice(server.length + 1), method, body);
        time.after(network.delay(), () => {
          if (isLost(network, speaker)) fails();
          else respond(responseOf(status, JSON.stringify(lease ?? {})));
        });
      });
    };
    return { on, end };
  };
  lastWords({ server, headers: {}, tls: {}, releases, done }, () => ({ request }) as never);
}

function serve(
  { store }: Network,
  speaker: Candidate,
  name: string,
  method: string,
  body: string | undefined,
): { status: number; lease?: Lease | undefined } {
  if (method === 'GET') {
    const lease = store.get(name);
    return { status: lease ? 200 : 404, lease };
  }
  const outcome = store.replace(JSON.parse(body!) as Lease, speaker);
  return typeof outcome === 'string' ? { status: 409 } : { status: 200, lease: outcome.lease };
}

function isLost({ weather, random }: Network, { process }: Candidate): boolean {
  return weather.down || process.partitioned || random.chance(weather.lostRequest);
}

function responseOf(statusCode: number, text: string): object {
  return {
    statusCode,
    setEncoding() {},
    on(event: string, listener: (text: string) => void) {
      if (event === 'data') listener(text);
      if (event === 'end') listener('');
    },
  };
}
