import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { administratorOf } from '../support/kube-apiserver-access.js';
import { startKubeApiServer } from '../support/kube-apiserver.js';
import { builtKubectl } from '../support/kubernetes-binaries.js';

/** What kubectl is told, to talk to a server. */
interface Server {
  readonly options: readonly string[];
  stop(): Promise<unknown>;
}

const folder = mkdtempSync(join(tmpdir(), 'kubectl-'));
const manifest = (name: string, spec: string) => {
  const path = join(folder, name);
  const head = 'apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: {name: billing, labels: {app: billing}}\n';
  writeFileSync(path, `${head}spec: {${spec}}\n`);
  return path;
};

async function embedded(): Promise<Server> {
  const server = new LeaseApiServer();
  await server.listen();
  return { options: ['--server', server.url, '--namespace', 'default'], stop: () => server.close() };
}

async function real(): Promise<Server> {
  const server = await startKubeApiServer();
  const administrator = await administratorOf(server);
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, server.ca);
  const options = ['--server', server.url, '--certificate-authority', ca, '--token', administrator.token];
  return {
    options: [...options, '--namespace', server.namespace],
    stop: () => administrator.remove().finally(() => server.stop()),
  };
}

/** The real kubectl on both: what it prints about leases, and what it ends with. */
describe.each([
  ['the embedded Lease API', embedded],
  ['a real kube-apiserver', real],
])('kubectl on %s', (_, start) => {
  let server: Server;
  let program: string;

  beforeAll(async () => {
    program = await builtKubectl();
    server = await start();
  }, 1_200_000);
  afterAll(async () => {
    await server?.stop();
  });

  const args = (words: readonly string[]) => [...server.options, '--cache-dir', join(folder, 'cache'), ...words];
  const env = { PATH: process.env.PATH, HOME: folder };

  function kubectl(...words: readonly string[]): Promise<string> {
    return new Promise(resolve =>
      execFile(program, args(words), { env, timeout: 60_000 }, (error, stdout, stderr) => {
        const end = error === null ? '' : `ended with ${String(error.code)}\n`;
        resolve(`${stdout}${stderr}${end}`);
      }),
    );
  }

  const lease = 'lease.coordination.k8s.io/billing';
  const me = manifest('me.yaml', 'holderIdentity: me, leaseDurationSeconds: 15');
  const you = manifest('you.yaml', 'holderIdentity: you, leaseDurationSeconds: 15');
  const typo = manifest('typo.yaml', 'holderIdentity: me, leaseDurationSecond: 15');

  it('creates what is valid, and shows who holds it', async () => {
    expect(await kubectl('create', '-f', typo)).toMatch(
      /strict decoding error: unknown field "spec\.leaseDurationSecond"/,
    );
    expect(await kubectl('create', '-f', me)).toBe(`${lease} created\n`);
    expect(await kubectl('create', '-f', me)).toMatch(/\(AlreadyExists\)[^]*ended with 1/);
    expect(await kubectl('get', 'lease', 'billing')).toMatch(/^NAME +HOLDER +AGE\nbilling +me +\d+s\n$/);
    expect(await kubectl('get', 'leases', '-l', 'app=billing', '-o', 'wide')).toMatch(
      /^NAME +HOLDER +AGE\nbilling +me /,
    );
    expect(await kubectl('get', 'leases', '-l', 'app=none')).toMatch(/^No resources found in /);
    expect(await kubectl('get', 'lease', 'billing', '-o', 'jsonpath={.spec.holderIdentity}')).toBe('me');
  });

  it('watches', async () => {
    const child = spawn(program, args(['get', 'lease', 'billing', '--watch']), {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => String((await lines.next()).value);
      expect(await next()).toMatch(/^NAME +HOLDER +AGE$/);
      expect(await next()).toMatch(/^billing +me +\d+s$/);
      expect(await kubectl('patch', 'lease', 'billing', '-p', '{"spec":{"holderIdentity":"him"}}')).toBe(
        `${lease} patched\n`,
      );
      expect(await next()).toMatch(/^billing +him +\d+s$/);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('applies', async () => {
    expect(await kubectl('apply', '-f', you)).toMatch(/Warning: resource leases\/billing is missing[^]*/);
    expect(await kubectl('apply', '-f', you)).toBe(`${lease} unchanged\n`);
    expect(await kubectl('apply', '-f', me)).toBe(`${lease} configured\n`);
    expect(await kubectl('apply', '-f', typo)).toMatch(
      /strict decoding error: unknown field "spec\.leaseDurationSecond"/,
    );
    expect(await kubectl('get', 'lease', 'billing', '-o', 'jsonpath={.spec.holderIdentity}')).toBe('me');
  });

  it('applies server-side, and is refused what others manage', async () => {
    const other = ['apply', '--server-side', '--field-manager', 'other'];
    expect(await kubectl(...other, '-f', you)).toMatch(
      /^error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using coordination\.k8s\.io\/v1: \.spec\.holderIdentity\n/,
    );
    // What kubectl has applied itself it may apply so from then on.
    expect(await kubectl('apply', '--server-side', '-f', you)).toBe(`${lease} serverside-applied\n`);
    expect(await kubectl(...other, '--force-conflicts', '-f', me)).toBe(`${lease} serverside-applied\n`);
    expect(await kubectl('apply', '--server-side', '-f', you)).toMatch(
      /^error: Apply failed with 1 conflict: conflict with "other": \.spec\.holderIdentity\n/,
    );
    const managers = '{range .metadata.managedFields[*]}{.manager} {.operation}\n{end}';
    expect(await kubectl('get', 'lease', 'billing', '--show-managed-fields', '-o', `jsonpath=${managers}`)).toContain(
      'kubectl Apply',
    );
  });

  it('annotates, describes, explains, replaces and deletes', async () => {
    expect(await kubectl('annotate', 'lease', 'billing', 'example.com/a=b')).toBe(`${lease} annotated\n`);
    expect(await kubectl('describe', 'lease', 'billing')).toMatch(/^Name: +billing\n[^]*Holder Identity: +me\n/);
    expect(await kubectl('explain', 'lease.spec.holderIdentity')).toMatch(
      /^GROUP: +coordination\.k8s\.io\nKIND: +Lease\nVERSION: +v1\n/,
    );
    expect(await kubectl('replace', '-f', you)).toBe(`${lease} replaced\n`);
    expect(await kubectl('delete', 'lease', 'billing')).toMatch(/^lease\.coordination\.k8s\.io "billing" deleted/);
    expect(await kubectl('get', 'lease', 'billing')).toMatch(
      /\(NotFound\): leases\.coordination\.k8s\.io "billing" not found\nended with 1/,
    );
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
