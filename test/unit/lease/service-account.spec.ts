import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from '../../../lib/core/lease/connection/create-connection.js';
import { defaultConnection } from '../../../lib/core/lease/connection/default-connection.js';
import { podNamespace } from '../../../lib/core/lease/connection/pod-namespace.js';
import { isServiceAccountMounted } from '../../../lib/core/lease/connection/service-account.js';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { createCertificateAuthority } from '../../support/kube-apiserver-certificates.js';
import { ample, billing, failureOf, lease } from './fixtures.js';
import { answer, httpsServer, status } from './scripted-server.js';

let serviceAccount: string;
const write = (name: string, text: string) => writeFileSync(join(serviceAccount, name), text);
const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443' };

beforeEach(() => {
  serviceAccount = mkdtempSync(join(tmpdir(), 'service-account-'));
  write('token', 'first\n');
  write('ca.crt', 'a CA\n');
  write('namespace', 'shop\n');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(serviceAccount, { recursive: true });
});

const connect = (environment: NodeJS.ProcessEnv = env) => createConnection({ serviceAccount }, environment);
const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );

describe('The connection of a pod', () => {
  it('takes the address from the environment and the rest from the files of its service account', async () => {
    const settings = await connect().settings();
    expect(settings.url.href).toBe('https://10.0.0.1:6443/');
    expect(settings.headers).toEqual({ Authorization: 'Bearer first' });
    expect(settings.tls).toEqual({ ca: 'a CA', rejectUnauthorized: true });
    expect(settings.proxy).toBeUndefined();
  });

  it.each([
    [{ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' }, 'https://[fd00::1]:6443'],
    [{ KUBERNETES_SERVICE_HOST: 'kubernetes.default' }, 'https://kubernetes.default'],
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT_HTTPS: '8443' }, 'https://10.0.0.1:8443'],
    // The kubelet sets both; the manifest of a pod overrides host and port.
    [{ ...env, KUBERNETES_SERVICE_PORT_HTTPS: '443' }, 'https://10.0.0.1:6443'],
    [{ PATH: '/bin' }, 'https://kubernetes.default.svc'],
  ])('speaks TLS with %j', async (environment, origin) => {
    expect((await connect(environment).settings()).url.origin).toBe(origin);
  });

  it('reads a rotated token after a minute, and not before', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    const connection = connect();
    await connection.settings();
    write('token', 'second');
    now.mockReturnValue(1_059_999);
    expect((await connection.settings()).headers.Authorization).toBe('Bearer first');
    now.mockReturnValue(1_060_000);
    expect((await connection.settings()).headers.Authorization).toBe('Bearer second');
  });

  it('goes on with the old token while the file is away', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    const connection = connect();
    await connection.settings();
    rmSync(join(serviceAccount, 'token'));
    now.mockReturnValue(1_060_000);
    expect((await connection.settings()).headers.Authorization).toBe('Bearer first');
    write('token', 'second');
    expect((await connection.settings()).headers.Authorization).toBe('Bearer second');
  });

  it('reads token and CA again at once when told that they did not work', async () => {
    const connection = connect();
    await connection.settings();
    write('token', 'second');
    write('ca.crt', 'another CA');
    connection.refresh('unauthorized');
    expect(await connection.settings()).toMatchObject({
      headers: { Authorization: 'Bearer second' },
      tls: { ca: 'another CA' },
    });
  });

  it('says which file is missing or empty', async () => {
    write('token', ' \n');
    expect(await messageOf(connect().settings())).toContain(`${join(serviceAccount, 'token')} is empty`);
    rmSync(join(serviceAccount, 'token'));
    const message = await messageOf(connect().settings());
    expect(message).toMatch(/ENOENT.*token/);
    expect(message).toContain('automountServiceAccountToken');
  });

  it('tells in a request that this is no pod', async () => {
    rmSync(join(serviceAccount, 'token'));
    const client = new HttpLeaseClient(connect({}));
    const error = await failureOf(client.read(billing, ample));
    expect(error.code).toBe('connection');
    expect(error.message).toMatch(
      /^get lease default\/billing: cannot connect with the pod's service account: .*ENOENT.*does this process run in a Kubernetes pod\?/,
    );
  });

  it('recovers by itself from a rotated token and a replaced CA', async () => {
    const authority = createCertificateAuthority();
    await using server = await httpsServer(authority.loopbackServer(), (request, response) => {
      if (request.headers.authorization === 'Bearer second') answer(response, lease());
      else answer(response, status(401, 'Unauthorized'), 401);
    });
    const { hostname, port } = new URL(server.url);
    const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    write('ca.crt', createCertificateAuthority().cert);
    const client = new HttpLeaseClient(connect(environment));
    expect((await failureOf(client.read(billing, ample))).code).toBe('network');
    write('ca.crt', authority.cert);
    expect((await failureOf(client.read(billing, ample))).code).toBe('unauthorized');
    write('token', 'second');
    expect((await client.read(billing, ample)).lease).toEqual(lease());
    client.close();
  });
});

describe('The default connection', () => {
  it('is the pod’s in Kubernetes, and none elsewhere', () => {
    const nowhere = isServiceAccountMounted(join(serviceAccount, 'nowhere'));
    expect(defaultConnection(env, nowhere)).toBe('in-cluster');
    expect(defaultConnection({}, nowhere)).toBe('none');
  });

  it('is the pod’s also where its environment was cleaned: a service account is mounted', () => {
    expect(defaultConnection({ PATH: '/bin' }, isServiceAccountMounted(serviceAccount))).toBe('in-cluster');
  });
});

describe('The namespace of a connection', () => {
  it('is the pod’s own', () => {
    expect(podNamespace({ serviceAccount }, {})).toBe('shop');
  });

  it('is not known where no file tells it', () => {
    rmSync(join(serviceAccount, 'namespace'));
    expect(podNamespace({ serviceAccount }, {})).toBeUndefined();
    for (const option of ['none', { server: 'https://x' }, { kubeconfig: 'x' }] as const) {
      expect(podNamespace(option, {})).toBeUndefined();
    }
  });
});
