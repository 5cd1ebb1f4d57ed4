import { describe, expect, it } from '@jest/globals';
import { CliWorld } from './lease-api.js';

describe('status', () => {
  const world = new CliWorld();
  const { api } = world;

  it('tells who leads, since when, and when that was renewed', async () => {
    await world.leader('pod-a');
    const { code, out, err } = await world.run(['status', 'billing']);
    expect([code, err]).toEqual([0, '']);
    const [head, row] = out.split('\n').map(line => line.split(/ {2,}/));
    expect(head).toEqual(['LEASE', 'STATE', 'HOLDER', 'LED FOR', 'RENEWED', 'TRANSITIONS']);
    expect(row).toEqual(['billing', 'led', 'pod-a', expect.any(String), expect.stringMatching(/ ago$/), '0']);
    expect(out).toContain('Who else may lead is not known');
  });

  it('ends with 1 if a lease has no leader: released, or never held', async () => {
    const leader = await world.leader('pod-a');
    await leader.stop();
    api.leases.put({ metadata: { name: 'stock' }, spec: {} });
    const { code, out } = await world.run(['status', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      { name: 'billing', state: 'released', transitions: 0 },
      { name: 'stock', state: 'vacant' },
    ]);
  });

  it('shows all namespaces with -A, but not the leases of nodes and API servers', async () => {
    const led = { holderIdentity: 'pod-a', leaseDurationSeconds: 20, renewTime: '2030-01-01T00:00:00.000000Z' };
    api.leases.put({ metadata: { namespace: 'shop', name: 'billing' }, spec: led });
    api.leases.put({ metadata: { namespace: 'kube-node-lease', name: 'node-1' }, spec: led });
    const labels = { 'apiserver.kubernetes.io/identity': 'kube-apiserver' };
    api.leases.put({ metadata: { namespace: 'kube-system', name: 'apiserver-1', labels }, spec: led });
    const { out } = await world.run(['status', '-A']);
    expect(out.match(/^\S+ +\S+/gm)).toEqual([
      expect.stringMatching(/NAMESPACE +LEASE/),
      expect.stringMatching(/shop +billing/),
    ]);
  });

  it('says that there is none', async () => {
    expect(await world.run(['status', '-n', 'shop'])).toMatchObject({
      code: 0,
      out: 'No lease in the namespace shop.\n',
    });
    expect(await world.run(['status', '-A'])).toMatchObject({ code: 0, out: expect.stringContaining('No election') });
    const missing = await world.run(['status', 'billing']);
    expect(missing).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('leases.coordination.k8s.io "billing" not found'),
    });
  });

  it('tells of each job its last tick and how it went, and the next', async () => {
    const entry = (more: object) => JSON.stringify({ begun: '2026-01-01T03:00:00.000Z', attempt: 1, ...more });
    const over = { finished: '2026-01-01T03:00:00.000Z', finishedAt: '2026-01-01T03:00:09.000Z' };
    const failure = { scheduledAt: '2026-01-01T03:00:00.000Z', at: '2026-01-01T03:00:05.000Z', message: 'no paper' };
    const prefix = 'ticks.nestjs-kubernetes-leader';
    api.leases.put({
      metadata: {
        name: 'billing',
        annotations: {
          [`${prefix}/invoices`]: entry({ ...over, schedule: '0 0 3 1 1 * UTC' }),
          [`${prefix}/mail`]: entry({ ...over, failure, schedule: 'every 60000 ms' }),
          [`${prefix}/prices`]: entry({ attempt: 2 }),
          [`${prefix}/stock`]: 'nonsense',
          [`pause.${prefix}/mail`]: 'the printer is broken',
        },
      },
      spec: { holderIdentity: 'pod-a', leaseDurationSeconds: 20, renewTime: '2030-01-01T00:00:00.000000Z' },
    });
    const { out } = await world.run(['status', 'billing']);
    const rows = out
      .slice(out.indexOf('JOB'))
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(/ {2,}/).slice(1));
    const year = new Date().getUTCFullYear() + 1;
    expect(rows).toEqual([
      ['invoices', '2026-01-01T03:00:00Z', 'done', `${year}-01-01T03:00:00Z`],
      ['mail', '2026-01-01T03:00:00Z', 'failed', 'paused: the printer is broken'],
      ['prices', '2026-01-01T03:00:00Z', 'running (attempt 2)', '-'],
      ['stock', '-', 'unknown', '-'],
    ]);
    const [{ jobs }] = await world.json<[{ jobs: object[] }]>('status', 'billing');
    expect(jobs[1]).toMatchObject({
      name: 'mail',
      lastFailure: { message: 'no paper' },
      paused: 'the printer is broken',
    });
  });

  it('looks again with --watch until Ctrl-C, also if the API server is away for a moment', async () => {
    const leader = await world.leader('pod-a');
    const user = new AbortController();
    const seen: string[] = [];
    const follow = (out: string) => {
      if (seen.length === 0 && out.includes('pod-a')) {
        seen.push('led');
        api.faults.add({ fault: 'error', status: 503, verb: 'get', times: 1 });
        void leader.stop();
      } else if (out.includes('released')) user.abort();
    };
    const { code, out, err } = await world.run(['status', 'billing', '--watch'], {
      interrupted: user.signal,
      onOut: follow,
    });
    expect([code, seen]).toEqual([0, ['led']]);
    expect(out).toContain('released');
    expect(err).toContain('503');
  });

  it('paints for terminals only, and not with NO_COLOR', async () => {
    await world.leader('pod-a');
    const green = '\x1b[32mled\x1b[39m';
    const painted = await world.run(['status', 'billing'], { isTerminal: true });
    expect(painted.out).toContain(green);
    for (const surroundings of [{}, { isTerminal: true, env: { NO_COLOR: '1' } }]) {
      expect((await world.run(['status', 'billing'], surroundings)).out).not.toContain('\x1b');
    }
  });

  it('refuses what contradicts itself', async () => {
    expect(await world.run(['status', 'billing', '-A'])).toMatchObject({ code: 2 });
    expect(await world.run(['status', '-A', '-n', 'shop'])).toMatchObject({ code: 2 });
    expect(await world.run(['status', '--context', 'kind'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('two API servers'),
    });
  });
});
