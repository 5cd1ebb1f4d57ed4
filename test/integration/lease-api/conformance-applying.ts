import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease, wholeSeconds } from './lease-api-under-test.js';

const contentType = 'application/apply-patch+yaml';
const group = 'coordination.k8s.io/v1';

export function describeApplying(bench: () => Bench): void {
  describe('Server-side apply', () => {
    const send = (name: string, manager: string, body: unknown, more = '') =>
      bench().raw.request('PATCH', `${bench().path(name)}?fieldManager=${manager}${more}`, { body, contentType });
    const apply = (name: string, manager: string, spec: object | undefined, metadata: object = {}, more = '') =>
      send(name, manager, { ...bench().body(name, spec, metadata), spec }, more);
    const entry = (manager: string, fieldsV1: object, operation = 'Apply') => ({
      manager,
      operation,
      apiVersion: group,
      time: expect.stringMatching(wholeSeconds),
      fieldsType: 'FieldsV1',
      fieldsV1,
    });
    /** In the server's own order they are by time. */
    const byManager = ({ metadata }: { metadata: { managedFields: { manager: string }[] } }) =>
      metadata.managedFields.sort((one, other) => (one.manager < other.manager ? -1 : 1));
    const spec = (...fields: readonly string[]) => ({
      'f:spec': Object.fromEntries(fields.map(name => [`f:${name}`, {}])),
    });

    it('creates, and changes nothing when it is done again', async () => {
      const name = bench().newName();
      const created = await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      expect([created.status, created.json.spec]).toEqual([201, { holderIdentity: 'me', leaseDurationSeconds: 15 }]);
      const fields = spec('holderIdentity', 'leaseDurationSeconds');
      expect(byManager(created.json)).toEqual([entry('one', fields)]);
      const again = await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      expect([again.status, again.json]).toEqual([200, created.json]);
    });

    it('answers 409 for what another one applied otherwise, and names each field', async () => {
      const name = bench().newName();
      await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      const cause = (field: string) => ({ reason: 'FieldManagerConflict', message: 'conflict with "one"', field });
      const one = await apply(name, 'two', { holderIdentity: 'you' });
      const message = 'Apply failed with 1 conflict: conflict with "one": .spec.holderIdentity';
      expect(one.json).toEqual(failure(409, 'Conflict', message, { causes: [cause('.spec.holderIdentity')] }));
      const two = await apply(name, 'two', { holderIdentity: 'you', leaseDurationSeconds: 3 });
      const messages =
        'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.holderIdentity\n- .spec.leaseDurationSeconds';
      const causes = [cause('.spec.holderIdentity'), cause('.spec.leaseDurationSeconds')];
      expect(two.json).toEqual(failure(409, 'Conflict', messages, { causes }));
    });

    it('shares what is the same, and takes by force what is not', async () => {
      const name = bench().newName();
      await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      const shared = await apply(name, 'two', { holderIdentity: 'me', leaseTransitions: 2 });
      expect(byManager(shared.json)).toEqual([
        entry('one', spec('holderIdentity', 'leaseDurationSeconds')),
        entry('two', spec('holderIdentity', 'leaseTransitions')),
      ]);
      const forced = await apply(name, 'two', { holderIdentity: 'you', leaseTransitions: 2 }, {}, '&force=true');
      expect(forced.json.spec).toEqual({ holderIdentity: 'you', leaseDurationSeconds: 15, leaseTransitions: 2 });
      expect(byManager(forced.json)).toEqual([
        entry('one', spec('leaseDurationSeconds')),
        entry('two', spec('holderIdentity', 'leaseTransitions')),
      ]);
    });

    it('removes what a manager applies no more, unless another one does', async () => {
      const name = bench().newName();
      const labels = { labels: { a: 'b', c: 'd' }, annotations: { 'example.com/x': '1' } };
      await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 }, labels);
      await apply(name, 'two', { holderIdentity: 'me' });
      // It has changed nothing of the lease.
      const joined: Partial<ReturnType<typeof entry>> = entry('two', spec('holderIdentity'));
      delete joined.time;
      const less = await apply(name, 'one', {}, { labels: { a: 'b' } });
      expect([less.json.spec, less.json.metadata.labels]).toEqual([{ holderIdentity: 'me' }, { a: 'b' }]);
      expect(less.json.metadata).not.toHaveProperty('annotations');
      expect(byManager(less.json)).toEqual([
        entry('one', { 'f:metadata': { 'f:labels': { 'f:a': {} } }, 'f:spec': {} }),
        joined,
      ]);
      const none = await apply(name, 'one', undefined, { labels: {} });
      expect(none.json.metadata).not.toHaveProperty('labels');
      expect(byManager(none.json)).toEqual([entry('one', { 'f:metadata': { 'f:labels': {} } }), joined]);
    });

    it('loses a field to an update, and says whose it is then', async () => {
      const name = bench().newName();
      await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      const path = `${bench().path(name)}?fieldManager=up`;
      const updated = await bench().raw.request('PATCH', path, { body: { spec: { holderIdentity: 'you' } } });
      expect(byManager(updated.json)).toEqual([
        entry('one', spec('leaseDurationSeconds')),
        entry('up', spec('holderIdentity'), 'Update'),
      ]);
      const { status, json } = await apply(name, 'one', { holderIdentity: 'me', leaseDurationSeconds: 15 });
      const message = `Apply failed with 1 conflict: conflict with "up" using ${group}: .spec.holderIdentity`;
      expect([status, json.message]).toEqual([409, message]);
    });

    it('is seen by a watch, and not with dryRun', async () => {
      const name = bench().newName();
      const dry = await apply(name, 'one', { holderIdentity: 'me' }, {}, '&dryRun=All');
      expect([dry.status, (await bench().get(name)).status]).toEqual([201, 404]);
      const { json } = await apply(name, 'one', { holderIdentity: 'me' });
      const watch = await bench().raw.watch(bench().watchPath(name, { timeoutSeconds: 30 }));
      expect(await watch.next()).toMatchObject({ type: 'ADDED', object: json });
      watch.close();
    });

    it('needs a manager, and only it takes `force`', async () => {
      const { metadata } = await bench().created();
      const body = bench().body(metadata.name);
      const nobody = await bench().patch(metadata.name, body, { contentType });
      const [required, forbidden] = [
        'fieldManager: Required value: is required for apply patch',
        'force: Forbidden: may not be specified for non-apply patch',
      ];
      expect([nobody.status, nobody.json.message]).toEqual([
        422,
        `PatchOptions.meta.k8s.io "" is invalid: ${required}`,
      ]);
      const merge = await bench().raw.request('PATCH', `${bench().path(metadata.name)}?force=true`, { body: {} });
      expect([merge.status, merge.json.message]).toEqual([422, `PatchOptions.meta.k8s.io "" is invalid: ${forbidden}`]);
    });

    it.each([
      ['no kind', { metadata: {} }, 400, 'invalid object type: /, Kind='],
      [
        'another kind',
        { apiVersion: group, kind: 'Foo', metadata: {} },
        400,
        `invalid object type: ${group}, Kind=Foo`,
      ],
      [
        'managedFields',
        { apiVersion: group, kind: 'Lease', metadata: { managedFields: [{}] } },
        400,
        'metadata.managedFields must be nil',
      ],
    ])('refuses %s', async (_, body, status, message) => {
      const { metadata } = await bench().created();
      const answer = await send(metadata.name, 'one', body);
      expect([answer.status, answer.json.message]).toEqual([status, message]);
    });

    it('refuses a field that it does not know', async () => {
      const name = bench().newName();
      const { status, json } = await apply(name, 'one', { foo: 1 });
      const message = `failed to create typed patch object (/${name}; ${group}, Kind=Lease): .spec.foo: field not declared in schema`;
      expect([status, json.message]).toEqual([500, message]);
    });

    it('answers 409 to an old version, and to a uid of nothing', async () => {
      const { metadata } = await bench().created();
      const old = await apply(metadata.name, 'one', { leaseTransitions: 1 }, { resourceVersion: '1' });
      expect([old.status, old.json.reason, old.json.details]).toEqual([409, 'Conflict', ofLease(metadata.name)]);
      const absent = await apply(bench().newName(), 'one', {}, { uid: 'x' });
      expect([absent.status, absent.json.message]).toEqual([
        409,
        expect.stringContaining('uid mismatch: the provided object specified uid x'),
      ]);
    });
  });
}
