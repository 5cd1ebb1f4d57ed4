import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { type Fault, ManualClock } from '../../../lib/testing/index.js';
import { overEachTransport } from '../transports.js';
import {
  billing,
  clientOf,
  impatient,
  name,
  namespace,
  observe,
  patient,
  putLease,
  rawApiOf,
  startServer,
} from './started-server.js';

const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`;

/** A server with a lease, and a client that wants to write a second holder into it. */
async function setUp(fault?: Fault, clock = new ManualClock()) {
  const server = await startServer({ clock });
  const lease = putLease(server, 'first');
  const client = clientOf(server);
  await client.read(billing, patient); // so that no test waits for the connection
  server.requests.clear();
  if (fault) server.faults.add(fault);
  return {
    server,
    clock,
    client,
    raw: rawApiOf(server),
    replace: (options = patient) => client.replace({ ...lease, spec: { holderIdentity: 'second' } }, options),
    holder: () => server.leases.get(name)?.spec?.holderIdentity,
    version: lease.metadata.resourceVersion,
  };
}

const failsWith = (code: LeaseRequestError['code'], details: object = {}) => ({ code, ...details });

overEachTransport(() => {
  describe('A fault of the Lease API', () => {
    describe('delay', () => {
      it('carries the request out late', async () => {
        const { server, clock, replace, holder } = await setUp({ fault: 'delay', milliseconds: 500, verb: 'update' });
        const received = server.requests.next({ verb: 'update' });
        const answer = replace();
        await received;
        await clock.advance(499);
        expect(holder()).toBe('first');
        await clock.advance(1);
        expect((await answer).lease.spec).toEqual({ holderIdentity: 'second' });
        expect(clock.pendingTimers).toBe(0);
      });

      it('carries it out even if the client has given up', async () => {
        const { clock, replace, holder } = await setUp({ fault: 'delay', milliseconds: 500, verb: 'update' });
        await expect(replace(impatient)).rejects.toMatchObject(failsWith('timeout'));
        expect(holder()).toBe('first');
        await clock.advance(500);
        expect(holder()).toBe('second');
      });

      it('does not carry it out then, if told so', async () => {
        const fault = { fault: 'delay', milliseconds: 500, verb: 'update', ifHungUp: 'drop' } as const;
        const { server, clock, replace, holder, client } = await setUp(fault);
        await expect(replace(impatient)).rejects.toMatchObject(failsWith('timeout'));
        await client.read(billing, patient); // by then the server has seen the connection close
        await clock.advance(500);
        expect(holder()).toBe('first');
        const received = server.requests.next({ verb: 'update' });
        const answer = replace();
        await received;
        await clock.advance(500);
        await answer;
        expect(holder()).toBe('second');
      });

      it('adds up', async () => {
        const { server, clock, replace, holder } = await setUp({ fault: 'delay', milliseconds: 500, verb: 'update' });
        server.faults.add({ fault: 'delay', milliseconds: 200 });
        const received = server.requests.next({ verb: 'update' });
        const answer = replace();
        await received;
        await clock.advance(699);
        expect(holder()).toBe('first');
        await clock.advance(1);
        await answer;
        expect(holder()).toBe('second');
      });
    });

    it('answerDelay carries the request out at once and answers late', async () => {
      const { server, clock, replace, holder } = await setUp({
        fault: 'answerDelay',
        milliseconds: 500,
        verb: 'update',
      });
      const received = server.requests.next({ verb: 'update' });
      let answered = false;
      const answer = replace().finally(() => (answered = true));
      await received;
      await clock.advance(499);
      expect(holder()).toBe('second');
      expect(answered).toBe(false);
      await clock.advance(1);
      await answer;
    });

    it('drop breaks the connection and carries nothing out', async () => {
      const { server, replace, holder } = await setUp({ fault: 'drop' });
      await expect(replace()).rejects.toMatchObject(failsWith('network'));
      expect(holder()).toBe('first');
      expect(server.requests.all).toMatchObject([{ verb: 'update', name, status: undefined }]);
    });

    it('hang never answers and carries nothing out', async () => {
      const { replace, holder } = await setUp({ fault: 'hang' });
      await expect(replace(impatient)).rejects.toMatchObject(failsWith('timeout'));
      expect(holder()).toBe('first');
    });

    describe('error', () => {
      it.each([
        [401, 'Unauthorized', 'unauthorized'],
        [403, 'Forbidden', 'forbidden'],
        [404, 'NotFound', 'notFound'],
        [409, 'Conflict', 'conflict'],
        [410, 'Expired', 'gone'],
        [500, 'InternalError', 'server'],
        [503, 'ServiceUnavailable', 'server'],
      ] as const)('%i is answered with the reason %s, and nothing is carried out', async (status, reason, code) => {
        const { raw, replace, holder } = await setUp({ fault: 'error', status });
        await expect(replace()).rejects.toMatchObject(failsWith(code, { status }));
        expect(holder()).toBe('first');
        const answer = await raw.request('GET', path);
        expect(answer.status).toBe(status);
        expect(answer.json).toMatchObject({ kind: 'Status', status: 'Failure', reason, code: status });
      });

      it('429 says when to try again, in the header and in the Status', async () => {
        const { raw, replace } = await setUp({ fault: 'error', status: 429, retryAfter: 7 });
        await expect(replace()).rejects.toMatchObject(failsWith('throttled', { retryAfter: 7_000 }));
        const answer = await raw.request('GET', path);
        expect(answer.headers['retry-after']).toBe('7');
        expect(answer.json).toMatchObject({ reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } });
      });

      it('can be worded, and can be a proxy’s', async () => {
        const { server, raw } = await setUp({
          fault: 'error',
          status: 500,
          reason: 'Odd',
          message: 'so it is',
          times: 1,
        });
        server.faults.add({ fault: 'error', status: 502, html: '<h1>Bad Gateway</h1>' });
        expect((await raw.request('GET', path)).json).toMatchObject({ reason: 'Odd', message: 'so it is' });
        const proxied = await raw.request('GET', path);
        expect([proxied.status, proxied.headers['content-type'], proxied.text]).toEqual([
          502,
          'text/html',
          '<h1>Bad Gateway</h1>',
        ]);
      });

      it('refuses a watch, too', async () => {
        const { client } = await setUp({ fault: 'error', status: 403, verb: 'watch' });
        expect(await observe(client).next()).toMatchObject({ closed: failsWith('forbidden') });
      });
    });

    it('cut carries the request out and breaks the connection within the answer', async () => {
      const { replace, holder } = await setUp({ fault: 'cut', verb: 'update' });
      await expect(replace()).rejects.toMatchObject(failsWith('network'));
      expect(holder()).toBe('second');
    });

    it('cut breaks a watch’s connection within its next event', async () => {
      const { server, client, version } = await setUp();
      const watch = observe(client, version);
      expect(await watch.next()).toBe('open');
      server.faults.add({ fault: 'cut', verb: 'watch' });
      putLease(server, 'second');
      expect(await watch.next()).toMatchObject({ closed: failsWith('network') });
    });

    describe('answerLost', () => {
      it('carries the request out and breaks the connection without a word', async () => {
        const { server, replace, holder } = await setUp({ fault: 'answerLost', verb: 'update' });
        await expect(replace()).rejects.toMatchObject(failsWith('network'));
        expect(holder()).toBe('second');
        expect(server.requests.all).toMatchObject([{ verb: 'update', status: undefined }]);
      });

      it('can leave the client hanging', async () => {
        const { replace, holder } = await setUp({ fault: 'answerLost', then: 'hang', verb: 'update' });
        await expect(replace(impatient)).rejects.toMatchObject(failsWith('timeout'));
        expect(holder()).toBe('second');
      });
    });

    it('malformed carries the request out and answers with broken JSON', async () => {
      const { replace, holder } = await setUp({ fault: 'malformed', verb: 'update' });
      await expect(replace()).rejects.toMatchObject(failsWith('malformed'));
      expect(holder()).toBe('second');
    });

    it('malformed breaks the JSON of a watch’s next event', async () => {
      const { server, client, version } = await setUp();
      const watch = observe(client, version);
      expect(await watch.next()).toBe('open');
      server.faults.add({ fault: 'malformed', verb: 'watch', times: 1 });
      putLease(server, 'second');
      expect(await watch.next()).toMatchObject({ closed: failsWith('malformed') });
    });

    it('clockSkew moves the Date header and managedFields', async () => {
      const { clock, client, replace } = await setUp({ fault: 'clockSkew', milliseconds: -30_000, verb: 'update' });
      const { lease, serverTime } = await replace();
      const skewed = clock.wall() - 30_000;
      expect(serverTime).toBe(skewed);
      const times = lease.metadata.managedFields?.map(({ time }) => Date.parse(time ?? ''));
      expect(times).toEqual([skewed]);
      expect((await client.read(billing, patient)).serverTime).toBe(clock.wall());
    });

    describe('watchSilent', () => {
      it('keeps a watch open and swallows its events', async () => {
        const { server, client, version } = await setUp();
        const watch = observe(client, version);
        expect(await watch.next()).toBe('open');
        const remove = server.faults.add({ fault: 'watchSilent' });
        putLease(server, 'second');
        remove();
        putLease(server, 'third');
        expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'third' } } });
        expect(server.watches.size).toBe(1);
      });

      it('can hold the events back until it is removed', async () => {
        const { server, client, version } = await setUp();
        const watch = observe(client, version);
        expect(await watch.next()).toBe('open');
        const remove = server.faults.add({ fault: 'watchSilent', events: 'hold' });
        putLease(server, 'second');
        putLease(server, 'third');
        remove();
        expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'second' } } });
        expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'third' } } });
      });
    });

    describe('is chosen', () => {
      it('by verb', async () => {
        const { client, replace } = await setUp({ fault: 'drop', verb: ['create', 'update'] });
        await client.read(billing, patient);
        await expect(replace()).rejects.toMatchObject(failsWith('network'));
      });

      it('by the lease', async () => {
        const { client } = await setUp({ fault: 'drop', name, namespace });
        await expect(client.read(billing, patient)).rejects.toMatchObject(failsWith('network'));
        const elsewhere = client.read({ namespace: 'elsewhere', name }, patient);
        await expect(elsewhere).rejects.toMatchObject(failsWith('notFound'));
      });

      it('by the lease of a create, which only the body names', async () => {
        const { client } = await setUp({ fault: 'drop', name: 'reports' });
        const created = client.create({ metadata: { namespace, name: 'reports' } }, patient);
        await expect(created).rejects.toMatchObject(failsWith('network'));
      });

      it('by the holder that is written', async () => {
        const { client, replace } = await setUp({ fault: 'drop', holder: 'second' });
        await expect(replace()).rejects.toMatchObject(failsWith('network'));
        await client.create({ metadata: { namespace, name: 'reports' }, spec: { holderIdentity: 'third' } }, patient);
      });

      it('by the user', async () => {
        const server = await startServer({ tokens: { a: 'alice', b: 'bob' } });
        putLease(server);
        server.faults.add({ fault: 'drop', user: 'alice' });
        await expect(clientOf(server, 'a').read(billing, patient)).rejects.toMatchObject(failsWith('network'));
        await clientOf(server, 'b').read(billing, patient);
      });

      it('by anything else', async () => {
        const { client, replace } = await setUp({ fault: 'drop', where: ({ bodySize }) => bodySize > 0 });
        await client.read(billing, patient);
        await expect(replace()).rejects.toMatchObject(failsWith('network'));
      });
    });

    it('ends after the times that are given', async () => {
      const { server, client } = await setUp({ fault: 'error', status: 503, times: 2 });
      await expect(client.read(billing, patient)).rejects.toMatchObject(failsWith('server'));
      await expect(client.read(billing, patient)).rejects.toMatchObject(failsWith('server'));
      await client.read(billing, patient);
      expect(server.requests.all.map(({ status }) => status)).toEqual([503, 503, 200]);
    });

    it('ends when it is removed, and all do when they are cleared', async () => {
      const { server, client } = await setUp();
      const remove = server.faults.add({ fault: 'error', status: 503 });
      server.faults.add({ fault: 'error', status: 500 });
      await expect(client.read(billing, patient)).rejects.toMatchObject({ status: 503 });
      remove();
      await expect(client.read(billing, patient)).rejects.toMatchObject({ status: 500 });
      server.faults.clear();
      await client.read(billing, patient);
    });
  });
});
