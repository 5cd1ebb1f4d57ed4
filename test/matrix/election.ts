import { expect } from '@jest/globals';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { type NodeProgram, type NodeProgramOptions } from '../support/node-program.js';
import { type ToolchainApp } from './toolchain-app.js';

const reindex = async (replica: NodeProgram) => {
  const [, url] = /serves (\S+)/.exec(await replica.says(/^serves /))!;
  return fetch(`${url}/reindex`, { method: 'POST' });
};

/** Until jobs of both kinds have run, with the handler called and the route open. @returns the term's fencing token */
async function leads(replica: NodeProgram): Promise<bigint> {
  const [, token] = /begins (\d+)/.exec(await replica.says(/^begins \d+$/))!;
  await replica.says(new RegExp(`^sends with ${token}$`));
  await replica.says(/^closes \S+Z$/);
  const response = await reindex(replica);
  expect([response.status, await response.text()]).toEqual([201, 'reindexed']);
  return BigInt(token);
}

/** `@kubernetes/client-node` 2 refuses plain HTTP unless it is told not to verify TLS. */
const kubeconfig = (server: string) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'here',
  clusters: [{ name: 'here', cluster: { server, 'insecure-skip-tls-verify': true } }],
  users: [{ name: 'me', user: { token: 'a-token' } }],
  contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
});

/** Two replicas of an app elect a leader, and another when that is told to end. */
export async function elects(app: ToolchainApp, main: string, options: NodeProgramOptions = {}): Promise<void> {
  const api = new LeaseApiServer();
  await api.listen();
  app.write({ 'kubeconfig.json': kubeconfig(api.url) });
  const env = { ...options.env, LEASE_API: api.url, LEASE_KUBECONFIG: app.path('kubeconfig.json') };
  try {
    const first = app.start('first', main, { ...options, env });
    const token = await leads(first);
    const second = app.start('second', main, { ...options, env });
    await second.says(/"elector-.*" leads/);
    const refused = await reindex(second);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(second.said(/^(begins|sends|closes)/)).toEqual([]);

    first.signal('SIGTERM');
    expect(await first.exit()).toBe('SIGTERM');
    expect(first.said(/^ends: /)).toEqual(['ends: shutdown']);
    expect(await leads(second)).toBeGreaterThan(token);
    second.signal('SIGTERM');
    await second.exit();
    const ticks = [first, second].flatMap(replica => replica.said(/^closes /));
    expect(new Set(ticks).size).toBe(ticks.length);
  } finally {
    await api.close();
  }
}
