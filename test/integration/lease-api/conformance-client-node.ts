import { describe, expect, it } from '@jest/globals';
import { type V1Lease } from '@kubernetes/client-node';
import { type Bench, uid } from './lease-api-under-test.js';

/** Imported where it is used: it takes a while. */
async function connect({ api }: Bench) {
  const { KubeConfig, CoordinationV1Api, V1MicroTime, Watch } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const ca = api.ca === undefined ? {} : { caData: Buffer.from(api.ca).toString('base64') };
  config.loadFromClusterAndUser(
    { name: 'test', server: api.url, skipTLSVerify: api.ca === undefined, ...ca },
    { name: 'test', token: api.token },
  );
  return { leases: config.makeApiClient(CoordinationV1Api), watch: new Watch(config), V1MicroTime };
}

export function describeClientNode(bench: () => Bench): void {
  describe('@kubernetes/client-node', () => {
    it('creates, reads, replaces, lists, patches and deletes', async () => {
      const { leases, V1MicroTime } = await connect(bench());
      const { namespace } = bench().api;
      const name = bench().newName();
      const spec = { holderIdentity: 'first', leaseDurationSeconds: 15, renewTime: new V1MicroTime() };
      const created = await leases.createNamespacedLease({ namespace, body: { metadata: { name }, spec } });
      expect(created.metadata).toMatchObject({ name, namespace, uid: expect.stringMatching(uid) });
      const read = await leases.readNamespacedLease({ namespace, name });
      expect(read.spec).toMatchObject({ holderIdentity: 'first', leaseDurationSeconds: 15 });
      const renewTime = new V1MicroTime();
      const body = { ...read, spec: { ...read.spec, holderIdentity: 'second', renewTime } };
      const replaced = await leases.replaceNamespacedLease({ namespace, name, body });
      expect(replaced.spec?.holderIdentity).toBe('second');
      expect(String(replaced.spec?.renewTime)).toMatch(/\.\d{3}000Z$/);
      const listed = await leases.listNamespacedLease({ namespace, fieldSelector: `metadata.name=${name}` });
      expect(listed.items.map(lease => lease.metadata?.uid)).toEqual([created.metadata?.uid]);
      const patch = [{ op: 'replace', path: '/spec/holderIdentity', value: 'third' }];
      const patched = await leases.patchNamespacedLease({ namespace, name, body: patch });
      expect(patched.spec?.holderIdentity).toBe('third');
      const preconditions = { uid: created.metadata?.uid };
      const status = await leases.deleteNamespacedLease({ namespace, name, body: { preconditions } });
      expect(status.status).toBe('Success');
    });

    it('is told 404, 409 and 422', async () => {
      const { leases } = await connect(bench());
      const { namespace } = bench().api;
      const lease = await bench().created();
      const { name } = lease.metadata;
      await expect(leases.readNamespacedLease({ namespace, name: 'absent' })).rejects.toMatchObject({ code: 404 });
      await expect(leases.createNamespacedLease({ namespace, body: { metadata: { name } } })).rejects.toMatchObject({
        code: 409,
      });
      const stale: V1Lease = { metadata: { name, resourceVersion: '1' } };
      await expect(leases.replaceNamespacedLease({ namespace, name, body: stale })).rejects.toMatchObject({
        code: 409,
      });
      const spec = { leaseDurationSeconds: 0 };
      const body: V1Lease = { metadata: { name, resourceVersion: lease.metadata.resourceVersion }, spec };
      await expect(leases.replaceNamespacedLease({ namespace, name, body })).rejects.toMatchObject({ code: 422 });
    });

    it('watches', async () => {
      const { watch } = await connect(bench());
      const lease = await bench().created();
      const { name, resourceVersion } = lease.metadata;
      const query = { fieldSelector: `metadata.name=${name}`, resourceVersion, allowWatchBookmarks: true };
      const events: [string, string][] = [];
      let told = () => {};
      const toldOfDeletion = new Promise<void>(resolve => (told = resolve));
      const ended = new Promise<void>((resolve, reject) => {
        watch
          .watch(
            bench().path(),
            query,
            (type: string, object: V1Lease) => {
              events.push([type, object.spec?.holderIdentity ?? '']);
              if (type === 'DELETED') told();
            },
            () => resolve(),
          )
          .then(controller => toldOfDeletion.then(() => controller.abort()), reject);
      });
      await bench().patch(name, { spec: { holderIdentity: 'second' } });
      await bench().delete(name);
      await ended;
      expect(events).toEqual([
        ['MODIFIED', 'second'],
        ['DELETED', 'second'],
      ]);
    });
  });
}
