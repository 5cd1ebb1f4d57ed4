import { expect, it } from '@jest/globals';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { Elector } from '../../../lib/core/standalone/elector.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';

/** Knows one lease, and raises the flag when it has a PUT. In a thread of its own: this one is going to be blocked. */
const server = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createSecureServer } = require('node:http2');
  const none = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404, message: 'none' };
  let version = 10;
  const api = createSecureServer(workerData.tls, (request, response) => {
    if (request.url.includes('watch=1')) return response.stream.respond({ ':status': 200 });
    if (request.method === 'GET') return response.writeHead(404).end(JSON.stringify(none));
    if (request.method === 'PUT') Atomics.notify(workerData.flag, 0, Atomics.store(workerData.flag, 0, 1));
    let text = '';
    request.on('data', part => (text += part));
    request.on('end', () => {
      const lease = JSON.parse(text);
      Object.assign(lease.metadata, { uid: 'a-uid', resourceVersion: String(++version) });
      response.end(JSON.stringify(lease));
    });
  });
  api.listen(0, '127.0.0.1', () => parentPort.postMessage(api.address().port));
`;

/** Milliseconds that a logger waits at most for what should be there at once. */
const patience = 10_000;

it('A logger that takes its time keeps no release waiting', async () => {
  const authority = createCertificateAuthority();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(server, { eval: true, workerData: { tls: authority.loopbackServer(), flag } });
  try {
    const [port] = (await once(worker, 'message')) as [number];
    const heard: string[] = [];
    const log = (line: string) => {
      if (line.includes('giving up')) heard.push(`${line} ${Atomics.wait(flag, 0, 0, patience)}`);
    };
    const elector = new Elector({
      leaseName: 'billing',
      namespace: 'default',
      identity: 'me',
      autoClose: false,
      connection: { server: `https://127.0.0.1:${port}`, ca: authority.cert, token: 'secret' },
      logger: { log, warn() {}, error() {} },
    });
    await elector.start();
    await elector.waitForLeadership();
    await elector.stop();
    expect(heard).toEqual([expect.stringMatching(/giving up leadership \(shutdown\)\. (ok|not-equal)$/)]);
  } finally {
    await worker.terminate();
  }
});
