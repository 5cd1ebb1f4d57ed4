import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { type FreshApp } from '../support/fresh-app.js';
import { Invoices } from './invoices.js';

/** What must be so in whatever app the package is installed in. */
export function itElectsALeader(app: () => FreshApp): void {
  const api = new LeaseApiServer();
  const invoices = new Invoices();
  beforeAll(async () => {
    await api.listen();
    await invoices.listen();
  });
  afterEach(() => app().stopAll());
  afterAll(async () => {
    await invoices.close();
    await api.close();
  });

  const leads = /this process \(".*"\) leads/;

  it('elects a leader, whose job runs, and another when that is told to end', async () => {
    const env = { LEASE_API: api.url, INVOICES: invoices.url };
    const first = app().start('first', 'dist/main.js', { env });
    await first.says(leads);
    const second = app().start('second', 'dist/main.js', { env });
    await second.says(/"elector-.*" leads/);
    const [token] = await invoices.more(2);
    expect(second.said(leads)).toEqual([]);

    first.signal('SIGTERM');
    expect(await first.exit()).toBe('SIGTERM');
    await second.says(leads);
    const later = await invoices.more(2);
    expect(later[1]).toBeGreaterThan(token);
  });

  it('says what to install where a kubeconfig is named and @kubernetes/client-node is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    const KUBECONFIG = join(folder, 'config');
    writeFileSync(KUBECONFIG, kubeconfig);
    const replica = app().start('replica', 'dist/main.js', { env: { INVOICES: invoices.url, KUBECONFIG } });
    expect(await replica.says(/client-node/)).toContain('npm install @kubernetes/client-node');
    expect(replica.said(leads)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
}

/** Of a server that is never asked: without the package nobody can read this. */
const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- cluster:
    server: https://127.0.0.1:9
  name: here
contexts:
- context:
    cluster: here
    user: me
  name: here
current-context: here
users:
- name: me
  user:
    token: t
`;
