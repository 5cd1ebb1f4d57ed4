import { type Clock } from '../clock/clock.js';
import { type ConnectionSettings } from './connection/lease-connection.js';
import { lastWords, type LastWordsRelease, type LastWordsTask } from './last-words.worker.js';

/** Milliseconds for all leases of a client together. */
const limit = 500;

/**
 * Releases leases while the process ends, in its `exit` event, in which nothing asynchronous happens any more: a worker
 * thread does it, and this thread waits (rule 16). The worker gets neither NODE_OPTIONS nor an environment, so no agent is
 * loaded into it.
 */
export function speakLastWords(
  settings: ConnectionSettings,
  releases: readonly LastWordsRelease[],
  clock: Clock,
): void {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = settings.tls;
  const partial = ca === undefined ? {} : { allowPartialTrustChain: true };
  const task: LastWordsTask = {
    server: `${settings.url.origin}${settings.url.pathname.replace(/\/+$/, '')}`,
    headers: settings.headers,
    tls: { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized, ...partial },
    releases,
    done,
  };
  new Worker(source, { eval: true, env: {}, execArgv: [], workerData: task });
  const until = clock.monotonic() + limit;
  for (let count = 0; count < releases.length; count = Atomics.load(done, 0)) {
    const left = until - clock.monotonic();
    if (left <= 0 || Atomics.wait(done, 0, count, left) === 'timed-out') return;
  }
}

/** esbuild wraps functions in a `__name` of its own, which the text of a function does not bring along. */
const source = `
const __name = value => value;
(${lastWords.toString()})(require('node:worker_threads').workerData, require);
`;
