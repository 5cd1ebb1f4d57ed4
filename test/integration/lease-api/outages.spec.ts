import { describe, expect, it } from '@jest/globals';
import { LeaseApiServer, ManualClock } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import { billing, clientOf, impatient, name, observe, patient, putLease, startServer } from './started-server.js';

overEachTransport(() => {
  describe('The Lease API server', () => {
    it('answers nothing while it is paused, and carries out what came in when it goes on', async () => {
      const server = await startServer();
      const lease = putLease(server, 'first');
      const client = clientOf(server);
      const watch = observe(client, lease.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      server.pause();
      const write = { ...lease, spec: { holderIdentity: 'second' } };
      await expect(client.replace(write, impatient)).rejects.toMatchObject({ code: 'timeout' });
      expect(server.leases.get(name)?.spec).toEqual({ holderIdentity: 'first' });
      server.resume();
      expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'second' } } });
    });

    it('keeps a watch’s events and its end back while it is paused', async () => {
      const clock = new ManualClock();
      const server = await startServer({ clock });
      const lease = putLease(server, 'first');
      const watch = observe(clientOf(server), lease.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      server.pause();
      putLease(server, 'second');
      await clock.advance(60_000);
      server.resume();
      expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'second' } } });
      expect(await watch.next()).toEqual({ closed: undefined });
    });

    it('refuses connections after stopListening(), and goes on with the same leases on the same port', async () => {
      const server = await startServer();
      const { url } = server;
      const lease = putLease(server);
      const client = clientOf(server);
      const watch = observe(client, lease.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      await server.stopListening();
      expect(await watch.next()).toMatchObject({ closed: { code: 'network' } });
      await expect(client.read(billing, patient)).rejects.toMatchObject({ code: 'network' });
      await server.listen();
      expect(server.url).toBe(url);
      expect((await client.read(billing, patient)).lease).toEqual(lease);
    });

    it('forgets what was under way when it stops', async () => {
      const clock = new ManualClock();
      const server = await startServer({ clock });
      const lease = putLease(server, 'first');
      const client = clientOf(server);
      server.faults.add({ fault: 'delay', milliseconds: 500, verb: 'update' });
      const received = server.requests.next({ verb: 'update' });
      const write = client.replace({ ...lease, spec: { holderIdentity: 'second' } }, patient);
      const failed = expect(write).rejects.toMatchObject({ code: 'network' });
      await received;
      await server.stopListening();
      await failed;
      expect(clock.pendingTimers).toBe(0);
      await server.listen();
      await clock.advance(500);
      expect(server.leases.get(name)?.spec).toEqual({ holderIdentity: 'first' });
    });

    it('has no address before it listens, and cannot listen twice', async () => {
      const server = new LeaseApiServer();
      expect(() => server.url).toThrow('listen()` first');
      await server.listen();
      await expect(server.listen()).rejects.toThrow('listening already');
      await server.close();
      await server.close();
    });

    it('goes back to a snapshot: older versions, and every watch cut', async () => {
      const server = await startServer();
      const first = putLease(server, 'first');
      const snapshot = server.snapshot();
      const second = putLease(server, 'second');
      const client = clientOf(server);
      const watch = observe(client, second.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      server.restoreTo(snapshot);
      expect(await watch.next()).toMatchObject({ closed: { code: 'network' } });
      expect((await client.read(billing, patient)).lease).toEqual(first);
      expect(putLease(server, 'third').metadata.resourceVersion).toBe(second.metadata.resourceVersion);
    });

    it('tells a watch from before a compaction 410', async () => {
      const server = await startServer();
      const lease = putLease(server, 'first');
      putLease(server, 'second');
      server.compact();
      const watch = observe(clientOf(server), lease.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      expect(await watch.next()).toMatchObject({ closed: { code: 'gone' } });
    });

    it('ends and cuts watches on command', async () => {
      const server = await startServer({ tokens: { a: 'alice', b: 'bob' } });
      const { resourceVersion } = putLease(server).metadata;
      const ofAlice = observe(clientOf(server, 'a'), resourceVersion);
      const ofBob = observe(clientOf(server, 'b'), resourceVersion);
      expect([await ofAlice.next(), await ofBob.next()]).toEqual(['open', 'open']);
      expect(server.watches.count({ user: 'alice' })).toBe(1);
      server.watches.end({ user: 'alice' });
      expect(await ofAlice.next()).toEqual({ closed: undefined });
      server.watches.cut();
      expect(await ofBob.next()).toMatchObject({ closed: { code: 'network' } });
    });

    it('sends bookmarks at its interval, by its clock, where the version has moved on', async () => {
      const clock = new ManualClock();
      const server = await startServer({ clock, bookmarkInterval: 5_000 });
      const lease = putLease(server);
      const watch = observe(clientOf(server), lease.metadata.resourceVersion);
      expect(await watch.next()).toBe('open');
      await clock.advance(5_000); // nothing new: no bookmark
      const { resourceVersion } = server.leases.put({ metadata: { name: 'reports' } }).metadata;
      await clock.advance(5_000);
      expect(await watch.next()).toEqual({ type: 'BOOKMARK', resourceVersion });
      watch.close();
    });

    it('is as new after reset(), but for the version', async () => {
      const server = await startServer();
      const { resourceVersion } = putLease(server).metadata;
      const client = clientOf(server);
      const watch = observe(client, resourceVersion);
      expect(await watch.next()).toBe('open');
      server.faults.add({ fault: 'drop' });
      server.pause();
      server.reset();
      expect(await watch.next()).toMatchObject({ closed: { code: 'network' } });
      expect(server.requests.all).toEqual([]);
      await expect(client.read(billing, patient)).rejects.toMatchObject({ code: 'notFound' });
      expect(server.resourceVersion).toBe(resourceVersion);
    });
  });
});
