import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, version } from './lease-api-under-test.js';
import { type RawWatch } from './raw-api.js';

/** Watches that tests opened: they hold a socket each until they are closed. */
async function withWatch<T>(watch: Promise<RawWatch>, use: (watch: RawWatch) => Promise<T>): Promise<T> {
  const opened = await watch;
  try {
    return await use(opened);
  } finally {
    opened.close();
  }
}

const bookmark = (annotations?: object) => ({
  type: 'BOOKMARK',
  object: {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: { resourceVersion: expect.stringMatching(version), ...(annotations && { annotations }) },
    spec: {},
  },
});
const endOfInitialEvents = bookmark({ 'k8s.io/initial-events-end': 'true' });

export function describeWatching(bench: () => Bench): void {
  const open = (name: string, parameters?: Record<string, string | number>) =>
    bench().raw.watch(bench().watchPath(name, parameters));

  describe('a watch', () => {
    it('tells of creation, changes and deletion, with the whole lease', async () => {
      const name = bench().newName();
      await withWatch(open(name), async watch => {
        expect(watch.status).toBe(200);
        expect(watch.headers['content-type']).toBe('application/json');
        expect(watch.headers['transfer-encoding']).toBe(bench().api.http2 ? undefined : 'chunked');
        expect(watch.headers.date).toBeDefined();
        const created = (await bench().post(name, { holderIdentity: 'first' })).json;
        expect(await watch.next()).toEqual({ type: 'ADDED', object: created });
        const changed = (await bench().put(name, { ...created, spec: { holderIdentity: 'second' } })).json;
        expect(await watch.next()).toEqual({ type: 'MODIFIED', object: changed });
        await bench().delete(name);
        const deleted = await watch.next();
        const { resourceVersion } = deleted?.object.metadata ?? {};
        expect(deleted).toEqual({
          type: 'DELETED',
          object: { ...changed, metadata: { ...changed.metadata, resourceVersion } },
        });
        expect(BigInt(resourceVersion)).toBeGreaterThan(BigInt(changed.metadata.resourceVersion));
      });
    });

    it('tells nothing of other leases, nor of writes that change nothing', async () => {
      const lease = await bench().created();
      const { name, resourceVersion } = lease.metadata;
      await withWatch(open(name, { resourceVersion }), async watch => {
        await bench().created();
        await bench().put(name, lease);
        await bench().patch(name, { spec: { holderIdentity: 'second' } });
        expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { spec: { holderIdentity: 'second' } } });
      });
    });

    it.each<Record<string, string>>([{}, { resourceVersion: '0' }])(
      'with %j begins with the present state',
      async parameters => {
        const lease = await bench().created();
        const { name } = lease.metadata;
        await withWatch(open(name, parameters), async watch => {
          expect(await watch.next()).toEqual({ type: 'ADDED', object: lease });
          await bench().patch(name, { spec: { holderIdentity: 'second' } });
          expect(await watch.next()).toMatchObject({ type: 'MODIFIED' });
        });
      },
    );

    it('marks the end of the present state with a bookmark where bookmarks are allowed', async () => {
      const lease = await bench().created();
      await withWatch(open(lease.metadata.name, { allowWatchBookmarks: 'true' }), async watch => {
        expect(await watch.next()).toEqual({ type: 'ADDED', object: lease });
        expect(await watch.next()).toEqual(endOfInitialEvents);
      });
      await withWatch(open('absent', { allowWatchBookmarks: 'true' }), async watch => {
        expect(await watch.next()).toEqual(endOfInitialEvents);
      });
    });

    it('does so where initial events are asked for, too', async () => {
      const lease = await bench().created();
      const parameters = {
        allowWatchBookmarks: 'true',
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        resourceVersion: lease.metadata.resourceVersion,
      };
      await withWatch(open(lease.metadata.name, parameters), async watch => {
        expect(await watch.next()).toEqual({ type: 'ADDED', object: lease });
        expect(await watch.next()).toEqual(endOfInitialEvents);
      });
    });

    it('answers 422 where initial events are asked for without saying how', async () => {
      const refusal = (why: string) =>
        failure(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`, {
          group: 'meta.k8s.io',
          kind: 'ListOptions',
          causes: [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'resourceVersionMatch' }],
        });
      const withoutMatch = bench().watchPath('any', { sendInitialEvents: 'true' });
      expect((await bench().raw.request('GET', withoutMatch)).json).toEqual(
        refusal('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
      );
      const onlyMatch = bench().watchPath('any', { resourceVersionMatch: 'NotOlderThan' });
      expect((await bench().raw.request('GET', onlyMatch)).json).toEqual(
        refusal('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
      );
    });

    it('from a version tells what happened since', async () => {
      const lease = await bench().created();
      const { name, resourceVersion } = lease.metadata;
      await bench().put(name, { ...lease, spec: { holderIdentity: 'second' } });
      await bench().delete(name);
      await bench().post(name, { holderIdentity: 'third' });
      await withWatch(open(name, { resourceVersion }), async watch => {
        expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { spec: { holderIdentity: 'second' } } });
        expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { spec: { holderIdentity: 'second' } } });
        expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { spec: { holderIdentity: 'third' } } });
      });
    });

    it('from a version of the future is opened, and silent', async () => {
      const lease = await bench().created();
      const { name } = lease.metadata;
      await withWatch(open(name, { resourceVersion: '999999999', timeoutSeconds: 1 }), async watch => {
        expect(watch.status).toBe(200);
        await bench().put(name, { ...lease, spec: { holderIdentity: 'second' } });
        expect(await watch.rest()).toEqual([]);
      });
    });

    it('fails with a 500 where the version is no number', async () => {
      const answer = await bench().raw.request('GET', bench().watchPath('any', { resourceVersion: 'abc' }));
      expect(answer.status).toBe(500);
      expect(answer.json.message).toBe(
        'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
      );
    });

    it('answers 400 where the timeout is no number', async () => {
      const answer = await bench().raw.request('GET', bench().watchPath('any', { timeoutSeconds: 'abc' }));
      expect(answer.json).toEqual(failure(400, 'BadRequest', 'strconv.ParseInt: parsing "abc": invalid syntax'));
    });

    it('tells of a lease that leaves and enters the selection as deleted and added', async () => {
      const lease = await bench().created({ holderIdentity: 'first' }, { labels: { chosen: 'yes' } });
      const { name, resourceVersion } = lease.metadata;
      const query = new URLSearchParams({ watch: 'true', labelSelector: 'chosen=yes', resourceVersion });
      await withWatch(bench().raw.watch(`${bench().path()}?${query.toString()}`), async watch => {
        const left = (await bench().patch(name, { metadata: { labels: { chosen: 'no' } } })).json;
        await bench().patch(name, { spec: { holderIdentity: 'unseen' } });
        const entered = (await bench().patch(name, { metadata: { labels: { chosen: 'yes' } } })).json;
        const before = { ...lease.metadata, resourceVersion: left.metadata.resourceVersion };
        expect(await watch.next()).toEqual({ type: 'DELETED', object: { ...lease, metadata: before } });
        expect(await watch.next()).toEqual({ type: 'ADDED', object: entered });
      });
    });

    it('of all namespaces can be narrowed by a field selector', async () => {
      const lease = await bench().created();
      const selector = `metadata.namespace=${bench().api.namespace},metadata.name=${lease.metadata.name}`;
      const query = new URLSearchParams({ watch: '1', fieldSelector: selector });
      await withWatch(bench().raw.watch(`/apis/coordination.k8s.io/v1/leases?${query.toString()}`), async watch => {
        expect(await watch.next()).toEqual({ type: 'ADDED', object: lease });
      });
    });

    it('ends after its timeout, in the ordinary way and without a word', async () => {
      const { metadata } = await bench().created();
      const { name, resourceVersion } = metadata;
      const parameters = { resourceVersion, timeoutSeconds: 1, allowWatchBookmarks: 'true' };
      await withWatch(open(name, parameters), async watch => {
        expect(await watch.rest()).toEqual([]);
      });
    });

    it('sends a bookmark two seconds before its end where other leases have moved the version on', async () => {
      const { metadata } = await bench().created();
      const { name, resourceVersion } = metadata;
      const parameters = { resourceVersion, timeoutSeconds: 5, allowWatchBookmarks: 'true' };
      await withWatch(open(name, parameters), async watch => {
        const other = await bench().created();
        const events = await watch.rest();
        // One; the real server sends another where its clock ticks late.
        expect(events).toEqual([bookmark(), ...events.slice(1).map(() => bookmark())]);
        const marked = BigInt(events.at(-1)?.object.metadata.resourceVersion);
        expect(marked).toBeGreaterThanOrEqual(BigInt(other.metadata.resourceVersion));
      });
    }, 15_000);
  });
}

/** Last, because it may mean a restart. */
export function describeForgottenHistory(bench: () => Bench): void {
  describe('a watch from a version that is forgotten', () => {
    it('is told 410 Expired by an ERROR event, and ends', async () => {
      const { metadata } = await bench().created();
      await bench().api.forgetHistory();
      const parameters = { resourceVersion: '1', allowWatchBookmarks: 'true' };
      await withWatch(bench().raw.watch(bench().watchPath(metadata.name, parameters)), async watch => {
        expect(watch.status).toBe(200);
        const message = expect.stringMatching(/^too old resource version: 1 \(\d+\)$/);
        expect(await watch.rest()).toEqual([{ type: 'ERROR', object: failure(410, 'Expired', message) }]);
      });
    }, 120_000);

    it('can be followed by one from the present', async () => {
      const lease = await bench().created();
      await withWatch(bench().raw.watch(bench().watchPath(lease.metadata.name)), async watch => {
        expect(await watch.next()).toEqual({ type: 'ADDED', object: lease });
      });
    });
  });
}
