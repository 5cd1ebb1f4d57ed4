import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLeaseClient } from '../../../lib/core/lease/create-lease-client.js';
import { type LeaseClient, type LeaseWatchEvent } from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestError } from '../../../lib/core/lease/lease-request.error.js';
import { type Bench } from './lease-api-under-test.js';

const options = { timeout: 10_000 };

/** What a watch tells, one thing after the other. */
function observe(client: LeaseClient, namespace: string, name: string, watch: object = {}) {
  const told: (LeaseWatchEvent | 'open' | { closed: LeaseRequestError | undefined })[] = [];
  let wake = () => {};
  const tell = (what: (typeof told)[number]) => {
    told.push(what);
    wake();
  };
  const opened = client.watch(
    { namespace, name },
    { timeoutSeconds: 60, openTimeout: 10_000, ...watch },
    { onOpen: () => tell('open'), onEvent: tell, onClose: closed => tell({ closed }) },
  );
  const next = async () => {
    while (told.length === 0) await new Promise<void>(resolve => (wake = resolve));
    return told.shift();
  };
  return { next, close: () => opened.close() };
}

export function describeHttpLeaseClient(bench: () => Bench): void {
  describe('HttpLeaseClient', () => {
    let client: LeaseClient;

    beforeAll(() => {
      const { url, token, ca } = bench().api;
      client = createLeaseClient({ server: url, token, ...(ca !== undefined && { ca }) });
    });

    afterAll(() => client.close());

    it('creates, reads and replaces, and hears the server’s time', async () => {
      const { namespace } = bench().api;
      const name = bench().newName();
      const created = await client.create(
        { metadata: { namespace, name }, spec: { holderIdentity: 'first' } },
        options,
      );
      expect(created.lease.spec).toEqual({ holderIdentity: 'first' });
      const read = await client.read({ namespace, name }, options);
      expect(read.lease).toEqual(created.lease);
      expect((read.serverTime ?? NaN) % 1000).toBe(0);
      const spec = { holderIdentity: 'second' };
      const replaced = await client.replace({ ...read.lease, spec }, options);
      expect(replaced.lease.spec).toEqual(spec);
      expect(replaced.lease.metadata.resourceVersion).not.toBe(read.lease.metadata.resourceVersion);
    });

    it('is told 404 and both kinds of 409', async () => {
      const { namespace } = bench().api;
      const lease = await bench().created();
      const { name } = lease.metadata;
      await expect(client.read({ namespace, name: 'absent' }, options)).rejects.toMatchObject({ code: 'notFound' });
      await expect(client.create({ metadata: { namespace, name } }, options)).rejects.toMatchObject({
        code: 'conflict',
      });
      await client.replace({ ...lease, spec: { holderIdentity: 'second' } }, options);
      await expect(client.replace({ ...lease, spec: {} }, options)).rejects.toMatchObject({ code: 'conflict' });
    });

    it('is told 422 and 403', async () => {
      const { namespace, url, ca } = bench().api;
      const lease = await bench().created();
      const invalid = client.replace({ ...lease, spec: { leaseDurationSeconds: 0 } }, options);
      await expect(invalid).rejects.toMatchObject({ code: 'rejected', status: 422 });
      const { token } = await bench().api.grant('powerless', []);
      const powerless = createLeaseClient({ server: url, token, ...(ca !== undefined && { ca }) });
      await expect(powerless.read({ namespace, name: 'any' }, options)).rejects.toMatchObject({ code: 'forbidden' });
      powerless.close();
    });

    it('does not create by replacing', async () => {
      const { namespace } = bench().api;
      const lease = await bench().created();
      const { name } = lease.metadata;
      await bench().delete(name);
      await expect(client.replace(lease, options)).rejects.toMatchObject({ code: 'conflict' });
      await expect(client.read({ namespace, name }, options)).rejects.toMatchObject({ code: 'notFound' });
    });

    it('watches from the present on', async () => {
      const lease = await bench().created();
      const { name } = lease.metadata;
      const watch = observe(client, bench().api.namespace, name);
      expect(await watch.next()).toBe('open');
      expect(await watch.next()).toMatchObject({ type: 'ADDED', lease: { spec: { holderIdentity: 'first' } } });
      expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
      await bench().patch(name, { spec: { holderIdentity: 'second' } });
      expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'second' } } });
      await bench().delete(name);
      expect(await watch.next()).toMatchObject({ type: 'DELETED' });
      watch.close();
    });

    it('watches from a version on, until the server ends it', async () => {
      const { metadata } = await bench().created();
      const { name, resourceVersion } = metadata;
      await bench().patch(name, { spec: { holderIdentity: 'second' } });
      const watch = observe(client, bench().api.namespace, name, { resourceVersion, timeoutSeconds: 1 });
      expect(await watch.next()).toBe('open');
      expect(await watch.next()).toMatchObject({ type: 'MODIFIED', lease: { spec: { holderIdentity: 'second' } } });
      expect(await watch.next()).toEqual({ closed: undefined });
    });
  });
}
