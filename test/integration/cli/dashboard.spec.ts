import { afterEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { handOverAnnotation } from '../../../lib/core/record/hand-over.js';
import { pauseKey, runKey } from '../../../lib/core/ticks/job-requests.js';
import { Dashboard } from '../../support/dashboard.js';
import { CliWorld } from './lease-api.js';
import { act, ask, bearer, Hearing } from './page-client.js';

describe('dashboard', () => {
  const world = new CliWorld();
  const { api } = world;
  const ends: (() => unknown)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  async function start(...argv: readonly string[]) {
    const dashboard = await Dashboard.start('--server', api.url, ...argv);
    ends.push(() => dashboard.stop());
    return dashboard;
  }

  function listenTo(dashboard: Dashboard) {
    const hearing = new Hearing(dashboard);
    ends.unshift(() => hearing.close());
    return hearing;
  }

  const annotations = () => api.leases.get('billing')?.metadata.annotations ?? {};

  describe('is served to this machine only:', () => {
    it('its address is on loopback, with a token that is new each time', async () => {
      const [one, other] = [await start(), await start()];
      expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}$/);
      expect(one.token).not.toBe(other.token);
    });

    it.each([
      ['another Host', { Host: 'evil.example' }],
      ['another Host that begins alike', { Host: '127.0.0.1.evil.example' }],
      ['another origin', { Origin: 'http://evil.example' }],
      ['another port of this machine', { Origin: 'http://127.0.0.1:1' }],
      ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['a page of the same site', { 'Sec-Fetch-Site': 'same-site' }],
    ])('%s is refused, whatever it asks for, even with the token', async (_, headers) => {
      await world.leader('pod-a');
      const dashboard = await start();
      const all = { ...bearer(dashboard), ...headers };
      for (const path of ['/', '/main.js', '/events', '/leases/billing', '/nothing']) {
        expect(await ask(dashboard, path, { headers: all })).toMatchObject({ status: 403 });
      }
      const post = { method: 'POST', headers: { ...all, 'Content-Type': 'application/json' } };
      const body = JSON.stringify({ action: 'step-down', lease: 'billing' });
      expect(await ask(dashboard, '/act', { ...post, body })).toMatchObject({ status: 403 });
      expect(annotations()).not.toHaveProperty([handOverAnnotation]);
    });

    it.each(['127.0.0.1', 'localhost', '[::1]'])('%s is this machine, by whatever port it is reached', async name => {
      const dashboard = await start();
      expect(await ask(dashboard, '/', { headers: { Host: `${name}:8080` } })).toMatchObject({ status: 200 });
    });

    it.each([
      ['no token', {}],
      ['a wrong token', { Authorization: 'Bearer wrong' }],
      ['another scheme', { Authorization: 'Basic wrong' }],
    ])('%s shows no lease, and does nothing', async (_, headers) => {
      await world.leader('pod-a');
      const dashboard = await start();
      for (const path of ['/events', '/leases/billing', `/events?token=${dashboard.token}`]) {
        expect(await ask(dashboard, path, { headers })).toMatchObject({ status: 401 });
      }
      const post = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' } };
      const body = JSON.stringify({ action: 'step-down', lease: 'billing' });
      const answer = await ask(dashboard, '/act', { ...post, body });
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('open the address that was printed') });
      expect(annotations()).not.toHaveProperty([handOverAnnotation]);
    });

    it('its files allow nothing from elsewhere, and nothing inline', async () => {
      const dashboard = await start();
      for (const name of readdirSync('lib/cli/page')) {
        const { status, headers } = await ask(dashboard, name === 'index.html' ? '/' : `/${name}`);
        expect([status, headers['content-security-policy']]).toEqual([
          200,
          expect.stringContaining("default-src 'none'"),
        ]);
        expect(headers['content-security-policy']).not.toContain('unsafe');
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
        });
      }
    });

    it.each(['/../package.json', '/..%2fpackage.json', '/%', '//', '/leases/%', '/leases/other'])(
      'there is nothing at %s',
      async path => {
        const dashboard = await start();
        const { status } = await ask(dashboard, path, { headers: bearer(dashboard) });
        expect([400, 404]).toContain(status);
        expect(await ask(dashboard, '/')).toMatchObject({ status: 200 });
      },
    );
  });

  describe('is live:', () => {
    it('tells what is there, and then what changes, with the handover', async () => {
      const leader = await world.leader('pod-a');
      await world.elector('pod-b').start();
      const dashboard = await start();
      const hearing = listenTo(dashboard);
      const hello = await hearing.until(({ type }) => type === 'hello');
      expect(hello).toMatchObject({ namespace: 'default', mayAct: true, hasControl: false });
      expect(hello.leases).toEqual([expect.objectContaining({ name: 'billing', state: 'led', holder: 'pod-a' })]);
      await leader.stop();
      const { lease } = await hearing.until(message => message.lease?.holder === 'pod-b');
      expect(lease.terms).toEqual([
        expect.objectContaining({ holder: 'pod-a', end: 'released', to: expect.any(Number) }),
        expect.objectContaining({
          holder: 'pod-b',
          token: expect.stringMatching(/^\d+$/),
          handover: { from: 'pod-a', since: 'release', milliseconds: expect.any(Number) },
        }),
      ]);
      expect(lease.replicas).toEqual([
        { name: 'pod-b', role: 'leads' },
        { name: 'pod-a', role: 'before' },
      ]);
    });

    it('tells of a new lease, of one that is deleted, and that time alone lets one run out', async () => {
      const dashboard = await start();
      const hearing = listenTo(dashboard);
      await hearing.until(({ type, leases }) => type === 'hello' && leases.length === 0);
      const now = new Date().toISOString().replace('Z', '000Z');
      const spec = { holderIdentity: 'pod-x', leaseDurationSeconds: 2, acquireTime: now, renewTime: now };
      api.leases.put({ metadata: { name: 'short' }, spec });
      await hearing.until(({ lease }) => lease?.name === 'short');
      await hearing.until(({ lease }) => lease?.name === 'short' && lease.state === 'expired');
      api.leases.delete('short');
      expect(await hearing.until(({ type }) => type === 'gone')).toEqual({ type: 'gone', name: 'short' });
    });

    it('says when the API server does not answer, and goes on when it does', async () => {
      await world.leader('pod-a');
      const dashboard = await start();
      const hearing = listenTo(dashboard);
      await hearing.until(({ type }) => type === 'hello');
      await api.stopListening();
      await hearing.until(({ type, message }) => type === 'trouble' && message !== undefined);
      const seen = hearing.messages.length;
      await api.listen();
      await hearing.until(({ type, message }) => type === 'trouble' && message === undefined, seen);
      await hearing.until(({ type }) => type === 'lease', seen);
    });

    it('goes on from the present if the history is forgotten (410)', async () => {
      const leader = await world.leader('pod-a');
      const dashboard = await start();
      const hearing = listenTo(dashboard);
      await hearing.until(({ type }) => type === 'hello');
      api.watches.cut();
      api.compact();
      await leader.stop();
      await hearing.until(({ lease }) => lease?.state === 'released');
    });

    it('shows one lease to whom may see no other, and tells others what to do', async () => {
      await world.leader('pod-a');
      api.faults.add({ fault: 'error', status: 403, verb: 'list' });
      await expect(start()).rejects.toThrow(/Name a lease that this user may see: dashboard LEASE/);
      const dashboard = await start('billing');
      const hearing = listenTo(dashboard);
      expect((await hearing.until(({ type }) => type === 'hello')).leases).toHaveLength(1);
      expect(await act(dashboard, { action: 'step-down', lease: 'other' })).toEqual([404, 'There is no such lease.']);
    });

    it('has the whole lease on demand', async () => {
      await world.leader('pod-a');
      const dashboard = await start();
      const { body } = await ask(dashboard, '/leases/billing', { headers: bearer(dashboard) });
      expect(JSON.parse(body)).toMatchObject({
        kind: 'Lease',
        metadata: { name: 'billing' },
        spec: { holderIdentity: 'pod-a' },
      });
    });
  });

  describe('acts as the commands do:', () => {
    it('has the leader step down, to whom one likes', async () => {
      const leader = await world.leader('pod-a');
      await world.elector('pod-b').start();
      const dashboard = await start();
      const hearing = listenTo(dashboard);
      await hearing.until(({ type }) => type === 'hello');
      const answer = await act(dashboard, { action: 'step-down', lease: 'billing', to: 'pod-b' });
      expect(answer).toEqual([200, 'Asked pod-a to finish its work and hand over to pod-b.']);
      const { lease } = await hearing.until(message => message.lease?.holder === 'pod-b');
      expect([lease.terms[0].end, leader.isLeader]).toEqual(['stepDown', false]);
    });

    it('pauses, resumes and runs a job', async () => {
      const leader = await world.leader('pod-a');
      await leader.runOnce('report', new Date(), () => {});
      const dashboard = await start();
      const job = { lease: 'billing', job: 'report' };
      expect(await act(dashboard, { action: 'pause', ...job, reason: 'no paper' })).toEqual([
        200,
        'The job "report" is paused: no paper. A run that has begun goes on.',
      ]);
      expect(annotations()).toMatchObject({ [pauseKey('report')]: 'no paper' });
      expect((await act(dashboard, { action: 'resume', ...job }))[0]).toBe(200);
      expect(annotations()).not.toHaveProperty([pauseKey('report')]);
      expect((await act(dashboard, { action: 'run', ...job }))[0]).toBe(200);
      expect(annotations()).toHaveProperty([runKey('report')]);
    });

    it('says why it cannot', async () => {
      const dashboard = await start();
      expect(await act(dashboard, { action: 'step-down', lease: 'billing' })).toEqual([
        409,
        expect.stringContaining('not found'),
      ]);
      await world.leader('pod-a');
      expect(await act(dashboard, { action: 'run', lease: 'billing', job: 'reprot' })).toEqual([
        409,
        expect.stringContaining('has no jobs with `once`'),
      ]);
    });

    it.each([
      [{ action: 'delete', lease: 'billing' }],
      [{ action: 'step-down' }],
      [{ action: 'step-down', lease: 7 }],
      [{ action: 'pause', lease: 'billing' }],
      [{ action: 'replica', replica: 'replica-1', deed: 'kill' }],
      [[]],
    ])('refuses %j', async action => {
      await world.leader('pod-a');
      expect((await act(await start(), action))[0]).toBe(400);
    });

    it('takes JSON only, and no more than a page would send', async () => {
      await world.leader('pod-a');
      const dashboard = await start();
      const body = JSON.stringify({ action: 'step-down', lease: 'billing' });
      const post = (type: string, text: string) =>
        ask(dashboard, '/act', { method: 'POST', headers: { ...bearer(dashboard), 'Content-Type': type }, body: text });
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        expect(await post(type, body)).toMatchObject({ status: 400 });
      }
      expect(await post('application/json', body.slice(1))).toMatchObject({ status: 400 });
      const long = JSON.stringify({ action: 'step-down', lease: 'billing', to: 'x'.repeat(10_000) });
      await post('application/json', long).then(
        ({ status }) => expect(status).toBe(400),
        error => expect(String(error)).toMatch(/ECONNRESET|EPIPE|hang up/),
      );
      expect(annotations()).not.toHaveProperty([handOverAnnotation]);
    });

    it('does nothing with --read-only', async () => {
      await world.leader('pod-a');
      const dashboard = await start('--read-only');
      const hearing = listenTo(dashboard);
      expect(await hearing.until(({ type }) => type === 'hello')).toMatchObject({ mayAct: false });
      expect((await act(dashboard, { action: 'step-down', lease: 'billing' }))[0]).toBe(403);
    });
  });

  it('ends with 0 on Ctrl-C, and leaves nothing open', async () => {
    await world.leader('pod-a');
    const dashboard = await Dashboard.start('--server', api.url);
    const hearing = listenTo(dashboard);
    await hearing.until(({ type }) => type === 'hello');
    expect(await dashboard.stop()).toBe(0);
    await expect(ask(dashboard, '/')).rejects.toThrow();
  });

  it.each(['-1', '65536', '80a', '1.5'])('refuses the port %s', async port => {
    const { code, err } = await world.run(['dashboard', `--port=${port}`], { page: new URL('file:///nowhere/') });
    expect([code, err]).toEqual([2, expect.stringContaining('Expected --port to be a number from 0 to 65535')]);
  });

  it('says when the port is taken', async () => {
    const { origin } = await start();
    await expect(start('--port', new URL(origin).port)).rejects.toThrow(/Cannot listen on port \d+/);
  });
});
