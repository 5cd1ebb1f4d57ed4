import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import { billing, clientOf, name, namespace, observe, patient, putLease, startServer } from './started-server.js';

overEachTransport(() => {
  describe('An administrator of the Lease API server', () => {
    it('puts, edits and deletes leases, and watches see it', async () => {
      const server = await startServer();
      const watch = observe(clientOf(server), server.resourceVersion);
      expect(await watch.next()).toBe('open');
      const put = server.leases.put({ metadata: { name }, spec: { holderIdentity: 'first' } });
      expect(await watch.next()).toEqual({ type: 'ADDED', lease: put });
      const edited = server.leases.edit(name, lease => {
        lease.spec = { holderIdentity: 'chosen' };
      });
      expect(await watch.next()).toEqual({ type: 'MODIFIED', lease: edited });
      expect(edited.metadata.uid).toBe(put.metadata.uid);
      expect(server.leases.delete(name)).toBe(true);
      expect(await watch.next()).toMatchObject({ type: 'DELETED', lease: { spec: { holderIdentity: 'chosen' } } });
      expect(server.leases.delete(name)).toBe(false);
      expect(server.leases.get(name)).toBeUndefined();
    });

    it('makes another lease by deleting and putting', async () => {
      const server = await startServer();
      const { uid } = putLease(server).metadata;
      server.leases.delete(name);
      expect(putLease(server).metadata.uid).not.toBe(uid);
    });

    it('may write what the API would refuse: no spec, or nonsense', async () => {
      const server = await startServer();
      const client = clientOf(server);
      server.leases.put({ metadata: { name } });
      expect((await client.read(billing, patient)).lease).not.toHaveProperty('spec');
      for (const spec of [null, { leaseDurationSeconds: -5, renewTime: 'yesterday', holderIdentity: 7 }]) {
        server.leases.put({ metadata: { name }, spec });
        expect((await client.read(billing, patient)).lease.spec).toEqual(spec);
      }
    });

    it('gets copies', async () => {
      const server = await startServer();
      const lease = putLease(server);
      lease.spec = { holderIdentity: 'only here' };
      server.leases.list()[0].metadata.name = 'only here';
      expect(server.leases.get(name)).toMatchObject({ metadata: { name }, spec: { holderIdentity: 'first' } });
    });

    it('is told where there is nothing to edit', async () => {
      const server = await startServer();
      expect(() => server.leases.edit(name, () => {})).toThrow(
        'There is no lease "billing" in the namespace "default".',
      );
    });

    it('moves the time in managedFields, under a name of its own', async () => {
      const clock = new ManualClock();
      const server = await startServer({ clock });
      putLease(server, 'first');
      await clock.advance(5_000);
      const { managedFields } = putLease(server, 'second').metadata;
      expect(managedFields).toMatchObject([{ manager: 'administrator', time: '2030-01-01T00:00:05Z' }]);
    });
  });

  describe('The record of the Lease API server', () => {
    it('has every request with its verb, lease, user, holder and status', async () => {
      const clock = new ManualClock();
      const server = await startServer({ clock, tokens: { a: 'alice' } });
      const client = clientOf(server, 'a');
      await expect(client.read(billing, patient)).rejects.toMatchObject({ code: 'notFound' });
      await client.create({ metadata: billing, spec: { holderIdentity: 'first' } }, patient);
      const watch = observe(client);
      expect(await watch.next()).toBe('open');
      watch.close();
      const common = { name, namespace, user: 'alice', time: clock.wall() };
      expect(server.requests.all).toMatchObject([
        { ...common, verb: 'get', holder: undefined, bodySize: 0, status: 404 },
        { ...common, verb: 'create', holder: 'first', status: 201 },
        { ...common, verb: 'watch', status: 200 },
      ]);
      expect(server.requests.count()).toBe(3);
      expect(server.requests.count({ verb: ['get', 'create'] })).toBe(2);
      expect(server.requests.filter({ holder: 'first' })[0]?.bodySize).toBeGreaterThan(0);
      server.requests.clear();
      expect(server.requests.count()).toBe(0);
    });

    it('tells of the next request of a kind', async () => {
      const server = await startServer();
      const lease = putLease(server);
      const client = clientOf(server);
      const next = server.requests.next({ verb: 'update' });
      await client.read(billing, patient);
      await client.replace({ ...lease, spec: { holderIdentity: 'second' } }, patient);
      expect(await next).toMatchObject({ verb: 'update', holder: 'second' });
    });
  });

  describe('An option of the Lease API server', () => {
    it('tokens: may change while it runs, or be a function', async () => {
      const tokens: Record<string, string> = { old: 'alice' };
      const server = await startServer({ tokens });
      putLease(server);
      await clientOf(server, 'old').read(billing, patient);
      delete tokens.old;
      tokens.new = 'alice';
      await expect(clientOf(server, 'old').read(billing, patient)).rejects.toMatchObject({ code: 'unauthorized' });
      await clientOf(server, 'new').read(billing, patient);
      const open = await startServer({ tokens: token => token });
      putLease(open);
      await clientOf(open, 'anybody').read(billing, patient);
      expect(open.requests.all).toMatchObject([{ user: 'anybody' }]);
    });

    it('authorize: decides on each request', async () => {
      const server = await startServer({ authorize: ({ verb, name: lease }) => verb === 'get' && lease === name });
      putLease(server);
      const client = clientOf(server);
      await client.read(billing, patient);
      await expect(client.create({ metadata: billing }, patient)).rejects.toMatchObject({ code: 'forbidden' });
      expect(await observe(client).next()).toMatchObject({ closed: { code: 'forbidden' } });
    });

    it('namespaces: are the only ones to write into', async () => {
      const server = await startServer({ namespaces: ['default'] });
      const client = clientOf(server);
      await client.create({ metadata: billing }, patient);
      const elsewhere = client.create({ metadata: { namespace: 'elsewhere', name } }, patient);
      await expect(elsewhere).rejects.toMatchObject({ code: 'notFound' });
    });

    it('unknownFields: can be kept, as by a server of a later version', async () => {
      const server = await startServer({ unknownFields: 'keep' });
      const client = clientOf(server);
      const spec = { holderIdentity: 'first', strategy: 'OldestEmulationVersion', invented: { deep: true } };
      const { lease } = await client.create({ metadata: billing, spec }, patient);
      expect(lease.spec).toEqual(spec);
    });

    it('resourceVersion: is where the versions begin', async () => {
      const server = await startServer({ resourceVersion: 998 });
      expect(server.resourceVersion).toBe('998');
      expect(putLease(server).metadata.resourceVersion).toBe('999');
      expect(putLease(server).metadata.resourceVersion).toBe('1000');
    });
  });
});
