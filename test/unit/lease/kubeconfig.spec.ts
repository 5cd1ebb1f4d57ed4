import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import https from 'node:https';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type KubeConfigLike } from '../../../lib/core/lease/connection/connection-option.js';
import { createConnection } from '../../../lib/core/lease/connection/create-connection.js';
import { podNamespace } from '../../../lib/core/lease/connection/pod-namespace.js';
import { loadKubeconfig } from '../../../lib/core/lease/connection/kubeconfig-loader.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';
import { ample, billing, failureOf, lease, moment, times, WatchLog } from './fixtures.js';
import { answer, type Handler, httpsServer, rawServer, type ScriptedServer, status } from './scripted-server.js';

const authority = createCertificateAuthority();
const base64 = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
let file: string;
let server: ScriptedServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  file = join(folder, 'config');
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function serve(handler: Handler = (_request, response) => answer(response, lease())) {
  const clients = { requestCert: true, rejectUnauthorized: false, ca: authority.cert };
  server = await httpsServer({ ...authority.loopbackServer(), ...clients }, handler);
}

const trusted = { 'certificate-authority-data': base64(authority.cert) };

/** A kubeconfig is YAML, which JSON is as well. */
function writeKubeconfig(user: object, cluster: object = trusted) {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: server?.url ?? 'https://127.0.0.1:1', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'first', context: { cluster: 'c', user: 'u', namespace: 'shop' } },
      { name: 'second', context: { cluster: 'c', user: 'u' } },
    ],
    'current-context': 'first',
  };
  writeFileSync(file, JSON.stringify(config));
  return config;
}

interface Editable {
  clusters: { cluster: { server: string } }[];
  users: { user: object }[];
  contexts: { context: { user?: string } }[];
}

/** A kubeconfig with a mistake. */
function edit(change: (config: Editable) => unknown) {
  const config = writeKubeconfig({ token: 'mine' });
  change(config);
  writeFileSync(file, JSON.stringify(config));
}

/** A proxy that passes bytes on, and notes where to. */
function connectProxy(targets: (string | undefined)[]) {
  return rawServer((socket, _connection, bytes) => {
    const target = /^CONNECT (\S+) /.exec(bytes)?.[1];
    targets.push(target);
    const [host, port] = (target ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      socket.removeAllListeners('data');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
}

async function read(option: Parameters<typeof createConnection>[0] = { kubeconfig: file }) {
  const client = new HttpLeaseClient(createConnection(option, {}));
  try {
    return (await client.read(billing, ample)).lease;
  } finally {
    client.close();
  }
}

describe('The connection of a kubeconfig', () => {
  it('trusts its CA and shows its token', async () => {
    await serve((request, response) => {
      if (request.headers.authorization === 'Bearer mine') answer(response, lease());
    });
    writeKubeconfig({ token: 'mine' });
    expect(await read()).toEqual(lease());
  });

  it('takes the file that KUBECONFIG names', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' });
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = file;
    const client = new HttpLeaseClient(createConnection('kubeconfig', process.env));
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    client.close();
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });

  it('shows its client certificate', async () => {
    let subject: unknown;
    await serve((request, response) => {
      subject = (request.socket as TLSSocket).getPeerCertificate().subject;
      answer(response, lease());
    });
    const { cert, key } = authority.client('jane', ['admins']);
    writeKubeconfig({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) });
    await read();
    expect(subject).toMatchObject({ CN: 'jane', O: 'admins' });
  });

  it('sends name and password', async () => {
    let authorization: string | undefined;
    await serve((request, response) => {
      authorization = request.headers.authorization;
      answer(response, lease());
    });
    writeKubeconfig({ username: 'jane', password: 'secret' });
    await read();
    expect(authorization).toBe(`Basic ${base64('jane:secret')}`);
  });

  it('verifies the server, unless the kubeconfig says not to', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' }, {});
    expect((await failureOf(read())).code).toBe('network');
    writeKubeconfig({ token: 'mine' }, { 'insecure-skip-tls-verify': true });
    expect(await read()).toEqual(lease());
  });

  it('verifies the name that the kubeconfig tells', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' }, { ...trusted, 'tls-server-name': 'localhost' });
    expect(await read()).toEqual(lease());
    writeKubeconfig({ token: 'mine' }, { ...trusted, 'tls-server-name': 'elsewhere' });
    expect((await failureOf(read())).code).toBe('network');
  });

  it('is that of the context asked for', async () => {
    writeKubeconfig({ token: 'mine' });
    const config = await loadKubeconfig({ file, context: 'second' }, {});
    expect(config.getCurrentContext?.()).toBe('second');
    const error = await failureOf(read({ kubeconfig: file, context: 'third' }));
    expect(error.code).toBe('connection');
    expect(error.message).toContain('has no context "third", only "first", "second"');
  });

  it('takes a KubeConfig of the user’s, and the namespace of its context', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' });
    const config = new KubeConfig();
    config.loadFromFile(file);
    expect(await read(config)).toEqual(lease());
    expect(podNamespace(config, {})).toBe('shop');
  });

  it('keeps one socket for all requests', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' });
    const client = new HttpLeaseClient(createConnection({ kubeconfig: file }, {}));
    await times(3, () => client.read(billing, ample));
    expect(server.connections).toHaveLength(1);
    client.close();
  });

  it('runs a plugin for its token once, and again after a 401', async () => {
    const calls = join(folder, 'calls');
    const script = join(folder, 'plugin.cjs');
    const seen: unknown[] = [];
    await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (seen.length === 3) answer(response, status(401, 'expired'), 401);
      else answer(response, lease());
    });
    // It tells no expiry, so client-node alone would run it for each request.
    writeFileSync(
      script,
      `const fs = require('node:fs');
       fs.appendFileSync(process.argv[2], 'x');
       const token = 'token-' + fs.readFileSync(process.argv[2], 'utf8').length;
       console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }));`,
    );
    const apiVersion = 'client.authentication.k8s.io/v1';
    writeKubeconfig({ exec: { apiVersion, command: process.execPath, args: [script, calls] } });
    const client = new HttpLeaseClient(createConnection({ kubeconfig: file }, {}));
    await times(4, () => client.read(billing, ample).catch(() => {}));
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(readFileSync(calls, 'utf8')).toBe('xx');
    client.close();
  });

  it('runs a slow plugin once for requests that give up meanwhile, and then leaves the old token in use', async () => {
    const calls = join(folder, 'calls');
    const delay = join(folder, 'delay');
    const script = join(folder, 'plugin.cjs');
    const seen: unknown[] = [];
    await serve((request, response) => {
      seen.push(request.headers.authorization);
      answer(response, lease());
    });
    // Its tokens have expired already, so client-node runs it whenever it is asked.
    writeFileSync(
      script,
      `const fs = require('node:fs');
       const [, , calls, delay] = process.argv;
       fs.appendFileSync(calls, 'x');
       const token = 'token-' + fs.readFileSync(calls, 'utf8').length;
       const status = { token, expirationTimestamp: '2020-01-01T00:00:00Z' };
       const wait = () => fs.existsSync(delay) ? setTimeout(wait, 20) : console.log(JSON.stringify({ kind: 'ExecCredential', status }));
       wait();`,
    );
    writeKubeconfig({
      exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script, calls, delay] },
    });
    const connection = createConnection({ kubeconfig: file }, {});
    const client = new HttpLeaseClient(connection);

    writeFileSync(delay, '');
    const impatient = await failureOf(client.read(billing, { timeout: 300 }));
    expect(impatient.message).toBe('get lease default/billing: no credentials within 300 ms');
    const patient = client.read(billing, ample);
    rmSync(delay);
    await patient;

    writeFileSync(delay, '');
    connection.refresh('unreachable');
    await times(2, () => client.read(billing, ample));
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
    while (readFileSync(calls, 'utf8') === 'x') await moment(); // until the plugin's process has begun
    expect(readFileSync(calls, 'utf8')).toBe('xx');
    rmSync(delay);
    while (connection.known?.() === undefined) await moment();
    await client.read(billing, ample);
    expect(seen.at(-1)).toBe('Bearer token-2');
    client.close();
  });

  it('tells what is wrong without quoting what it read', async () => {
    const exec = { apiVersion: 'v1', command: process.execPath, args: ['-p', '"very-secret"'] };
    writeKubeconfig({ exec });
    const plugin = await failureOf(read());
    writeFileSync(file, 'users:\n  - token: very-secret\n bad');
    const yaml = await failureOf(read());
    const missing = await failureOf(read({ kubeconfig: join(folder, 'none') }));
    for (const error of [plugin, yaml, missing]) {
      expect(error.code).toBe('connection');
      expect(error.message).not.toContain('secret');
    }
    expect(yaml.message).toContain(`cannot read the kubeconfig ${file}: it is not valid YAML`);
    expect(missing.message).toContain('ENOENT');
  });

  it('is read again when it has changed and its server cannot be reached, once a minute', async () => {
    await serve();
    const clock = new ManualClock();
    const right = { ...trusted, server: server.url };
    writeKubeconfig({ token: 'mine' }, { ...right, server: 'https://127.0.0.1:1' });
    const client = new HttpLeaseClient(createConnection({ kubeconfig: file }, {}, clock));
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');

    writeKubeconfig({ token: 'mine' }, { ...right, server: 'https://127.0.0.1:2' });
    expect((await failureOf(client.read(billing, ample))).message).toContain('https://127.0.0.1:2');
    writeKubeconfig({ token: 'mine' }, right);
    expect((await failureOf(client.read(billing, ample))).message).toContain('https://127.0.0.1:2');
    await clock.advance(60_000);
    expect((await failureOf(client.read(billing, ample))).message).toContain('https://127.0.0.1:2');
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    client.close();
  });

  it('goes on with what it has while its file is unreadable', async () => {
    await serve();
    writeKubeconfig({ token: 'mine' });
    const connection = createConnection({ kubeconfig: file }, {});
    const client = new HttpLeaseClient(connection);
    await client.read(billing, ample);
    writeFileSync(file, '');
    connection.refresh('unreachable');
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    client.close();
  });

  it.each<[string, () => void, RegExp]>([
    ['nothing', () => writeFileSync(file, ''), /cannot read the kubeconfig \S+: it is empty, or not a kubeconfig/],
    ['no context', () => writeFileSync(file, '{}'), /no current context: kubectl config use-context NAME/],
    [
      'a current context that is not there',
      () => writeFileSync(file, '{"current-context":"gone"}'),
      /the current context "gone" is not in the kubeconfig: kubectl config use-context NAME/,
    ],
    [
      'a context whose cluster is not there',
      () => edit(config => (config.clusters = [])),
      /the context "first" names the cluster "c", which the kubeconfig does not have/,
    ],
    [
      'a context whose user is not there',
      () => edit(config => (config.users = [])),
      /the context "first" names the user "u", which the kubeconfig does not have/,
    ],
    [
      'a context without a user',
      () => edit(config => delete config.contexts[0].context.user),
      /the context "first" names no user.*: kubectl config set-context first --user=NAME/,
    ],
    [
      'a token that is in a file',
      () => edit(config => (config.users[0].user = { tokenFile: '/run/token' })),
      /the user "u" has its token in a file \(`tokenFile`\).*Write the token into the kubeconfig as `token`/,
    ],
    [
      'an address without TLS',
      () => edit(config => (config.clusters[0].cluster.server = 'http://127.0.0.1:8001')),
      /127.0.0.1:8001 is plain http.*`insecure-skip-tls-verify: true`.*\{ server \}/,
    ],
  ])('says what to do where it has %s', async (_, write, message) => {
    write();
    const error = await failureOf(read());
    expect(error.code).toBe('connection');
    expect(error.message).toMatch(message);
  });

  it('takes a user with a token as well as a `tokenFile`, as client-node reads the first', async () => {
    await serve();
    writeKubeconfig({ token: 'mine', tokenFile: '/run/token' });
    expect(await read()).toEqual(lease());
  });

  it('says what to do where two files of KUBECONFIG have the same cluster', async () => {
    writeKubeconfig({ token: 'mine' });
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = `${file}${delimiter}${file}`;
    try {
      await expect(loadKubeconfig({}, process.env)).rejects.toThrow(
        /two files of \$KUBECONFIG have the cluster "c".*kubectl config view --flatten/,
      );
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
    }
  });

  it('says which package to install', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadKubeconfig({ file }, {}, () => Promise.reject(missing))).rejects.toThrow(
      'npm install @kubernetes/client-node',
    );
    await expect(loadKubeconfig({ file }, {}, () => Promise.reject(new Error('too new')))).rejects.toThrow(
      /too new.*Node 22\.19/,
    );
  });

  it('goes through its proxy, with TLS to the server itself, for requests and watches', async () => {
    await serve((request, response) => {
      if (request.url?.includes('watch=1')) response.end();
      else answer(response, lease());
    });
    const targets: (string | undefined)[] = [];
    await using proxy = await connectProxy(targets);
    writeKubeconfig({ token: 'mine' }, { ...trusted, 'proxy-url': proxy.url });
    const client = new HttpLeaseClient(createConnection({ kubeconfig: file }, {}));
    expect((await client.read(billing, { ...ample, freshConnection: true })).lease).toEqual(lease());
    const log = new WatchLog();
    client.watch(billing, { timeoutSeconds: 9, openTimeout: 20_000 }, log);
    expect(await log.end()).toBeUndefined();
    client.close();
    expect(targets).toEqual(Array(2).fill(new URL(server.url).host));

    writeKubeconfig({ token: 'mine' }, { 'proxy-url': proxy.url });
    expect((await failureOf(read())).code).toBe('network');
  });

  it('keeps a proxy’s agent for as long as it would be made with the same options', async () => {
    let ca = 'one';
    class ProxyAgent extends https.Agent {}
    const config: KubeConfigLike = {
      getCurrentCluster: () => ({ server: 'https://127.0.0.1' }),
      applyToHTTPSOptions: options => {
        Object.assign(options, { ca, agent: new ProxyAgent() });
        return Promise.resolve();
      },
    };
    const connection = createConnection(config, {});
    const proxies: unknown[] = [];
    for (const next of ['one', 'two']) {
      proxies.push((await connection.settings()).proxy);
      connection.refresh('unreachable');
      ca = next;
    }
    proxies.push((await connection.settings()).proxy);
    expect(proxies[0]).toBeInstanceOf(ProxyAgent);
    expect(proxies[1]).toBe(proxies[0]);
    expect(proxies[2]).not.toBe(proxies[0]);
  });
});
