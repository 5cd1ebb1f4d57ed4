import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease, uid } from './lease-api-under-test.js';

const unknownUid = '8a5a2f6e-0000-4000-8000-000000000000';

export function describeUpdating(bench: () => Bench): void {
  /** The 409 of a uid that is not the lease's; `actual` is '' where there is none. */
  const uidConflict = (name: string, expected: string, actual: string) =>
    failure(
      409,
      'Conflict',
      `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": StorageError: invalid object, Code: 4, Key: /registry/leases/${bench().api.namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${expected}, UID in object meta: ${actual}`,
      ofLease(name),
    );

  describe('PUT', () => {
    it('answers 200 and the lease with a new version', async () => {
      const lease = await bench().created({ holderIdentity: 'first' });
      const spec = { holderIdentity: 'second', leaseDurationSeconds: 15 };
      const answer = await bench().put(lease.metadata.name, { ...lease, spec });
      expect(answer.status).toBe(200);
      expect(answer.json.spec).toEqual(spec);
      expect(answer.json.metadata.uid).toBe(lease.metadata.uid);
      expect(BigInt(answer.json.metadata.resourceVersion)).toBeGreaterThan(BigInt(lease.metadata.resourceVersion));
      expect((await bench().get(lease.metadata.name)).json).toEqual(answer.json);
    });

    it('answers 409 Conflict where the lease has been modified since, and changes nothing', async () => {
      const lease = await bench().created();
      const { name } = lease.metadata;
      const second = await bench().put(name, { ...lease, spec: { holderIdentity: 'second' } });
      const late = await bench().put(name, { ...lease, spec: { holderIdentity: 'third' } });
      const message = `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": the object has been modified; please apply your changes to the latest version and try again`;
      expect(late.status).toBe(409);
      expect(late.json).toEqual(failure(409, 'Conflict', message, ofLease(name)));
      expect((await bench().get(name)).json).toEqual(second.json);
    });

    it('answers 409 before 422', async () => {
      const { metadata } = await bench().created();
      const body = bench().body(metadata.name, { leaseDurationSeconds: 0 }, { resourceVersion: '1' });
      expect((await bench().put(metadata.name, body)).status).toBe(409);
    });

    it('answers 409 where the uid is not the lease’s, even with the right version', async () => {
      const { metadata } = await bench().created();
      const body = bench().body(metadata.name, {}, { uid: unknownUid, resourceVersion: metadata.resourceVersion });
      const answer = await bench().put(metadata.name, body);
      expect(answer.status).toBe(409);
      expect(answer.json).toEqual(uidConflict(metadata.name, unknownUid, metadata.uid));
    });

    it('takes no uid for the right one', async () => {
      const { metadata } = await bench().created();
      const body = bench().body(
        metadata.name,
        { holderIdentity: 'second' },
        { resourceVersion: metadata.resourceVersion },
      );
      const answer = await bench().put(metadata.name, body);
      expect(answer.status).toBe(200);
      expect(answer.json.metadata.uid).toBe(metadata.uid);
    });

    it.each([undefined, '0'])(
      'answers 422 Invalid to the version %s: nothing is updated blindly',
      async resourceVersion => {
        const { metadata } = await bench().created();
        const { name } = metadata;
        const answer = await bench().put(name, bench().body(name, { holderIdentity: 'second' }, { resourceVersion }));
        const message = 'Invalid value: 0: must be specified for an update';
        const field = 'metadata.resourceVersion';
        expect(answer.status).toBe(422);
        expect(answer.json).toEqual(
          failure(422, 'Invalid', `leases.coordination.k8s.io "${name}" is invalid: ${field}: ${message}`, {
            ...ofLease(name),
            causes: [{ reason: 'FieldValueInvalid', message, field }],
          }),
        );
      },
    );

    it('fails with a 500 where the version is no number', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().put(metadata.name, bench().body(metadata.name, {}, { resourceVersion: 'abc' }));
      expect(answer.status).toBe(500);
      expect(answer.json.message).toBe('strconv.ParseUint: parsing "abc": invalid syntax');
      expect(answer.json).not.toHaveProperty('reason');
    });

    it('answers 200 with the same version to a write that changes nothing', async () => {
      const lease = await bench().created();
      await bench().secondAfter(lease.metadata.creationTimestamp);
      const answer = await bench().put(lease.metadata.name, lease, { userAgent: 'somebody-else/1.0' });
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual(lease);
      expect((await bench().get(lease.metadata.name)).json).toEqual(lease);
    });

    it('answers 422 Invalid to a duration that makes no sense', async () => {
      const lease = await bench().created();
      const answer = await bench().put(lease.metadata.name, { ...lease, spec: { leaseDurationSeconds: -1 } });
      expect(answer.status).toBe(422);
      expect(answer.json.details.causes).toEqual([
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: -1: must be greater than 0',
          field: 'spec.leaseDurationSeconds',
        },
      ]);
    });

    it('answers 400 where the body has another name, another namespace or no name', async () => {
      const { metadata } = await bench().created();
      const { name } = metadata;
      const other = await bench().put(name, bench().body('other', {}, { resourceVersion: '1' }));
      const message = `the name of the object (other) does not match the name on the URL (${name})`;
      expect(other.status).toBe(400);
      expect(other.json).toEqual(failure(400, 'BadRequest', message));
      const none = await bench().put(name, { metadata: { resourceVersion: '1' } });
      const undeterminable = `the name of the object (${name} based on URL) was undeterminable: name must be provided`;
      expect(none.json).toEqual(failure(400, 'BadRequest', undeterminable));
      const namespace = await bench().put(name, bench().body(name, {}, { namespace: 'other' }));
      expect(namespace.json).toEqual(
        failure(
          400,
          'BadRequest',
          'the namespace of the provided object does not match the namespace sent on the request',
        ),
      );
    });

    it('answers 400 to malformed JSON', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().put(metadata.name, '{"metadata":');
      expect(answer.status).toBe(400);
      expect(answer.json.reason).toBe('BadRequest');
    });

    it('keeps the creation time, whatever it is sent, and removes what is left out', async () => {
      const { metadata } = await bench().created(
        { holderIdentity: 'first', leaseDurationSeconds: 15 },
        { labels: { a: 'b' } },
      );
      const { name, resourceVersion, creationTimestamp } = metadata;
      const sent = { resourceVersion, creationTimestamp: '2001-01-01T00:00:00Z' };
      const { json } = await bench().put(name, bench().body(name, { leaseDurationSeconds: 15 }, sent));
      expect(json.metadata.creationTimestamp).toBe(creationTimestamp);
      expect(json.metadata).not.toHaveProperty('labels');
      expect(json.spec).toEqual({ leaseDurationSeconds: 15 });
    });

    it('keeps annotations, labels and owners', async () => {
      const lease = await bench().created();
      const kept = {
        labels: { a: 'b' },
        annotations: { 'example.com/c': 'd' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: unknownUid }],
      };
      const { json } = await bench().put(lease.metadata.name, { ...lease, metadata: { ...lease.metadata, ...kept } });
      expect(json.metadata).toMatchObject(kept);
    });
  });

  describe('PUT to a lease that is not there', () => {
    it('answers 201 and creates it where no uid is given, even with an old version', async () => {
      const old = await bench().created();
      const { name, resourceVersion } = old.metadata;
      await bench().delete(name);
      const answer = await bench().put(name, bench().body(name, { holderIdentity: 'ghost' }, { resourceVersion }));
      expect(answer.status).toBe(201);
      expect(answer.json.spec).toEqual({ holderIdentity: 'ghost' });
      expect(answer.json.metadata.uid).toMatch(uid);
      expect(answer.json.metadata.uid).not.toBe(old.metadata.uid);
      expect(answer.json.metadata.managedFields).toHaveLength(1);
    });

    it('answers 201 without a version, too', async () => {
      const name = bench().newName();
      expect((await bench().put(name, bench().body(name))).status).toBe(201);
    });

    it('answers 409 where the uid of the deleted one is given', async () => {
      const lease = await bench().created();
      const { name } = lease.metadata;
      await bench().delete(name);
      const answer = await bench().put(name, lease);
      expect(answer.status).toBe(409);
      expect(answer.json).toEqual(uidConflict(name, lease.metadata.uid, ''));
      expect((await bench().get(name)).status).toBe(404);
    });

    it('answers 409 where the uid is the deleted one’s and another has taken its place', async () => {
      const lease = await bench().created();
      const { name } = lease.metadata;
      await bench().delete(name);
      const next = (await bench().post(name)).json;
      const answer = await bench().put(name, lease);
      expect(answer.json).toEqual(uidConflict(name, lease.metadata.uid, next.metadata.uid));
    });

    it('answers 422 Invalid to what could not be created', async () => {
      const name = bench().newName();
      const answer = await bench().put(name, bench().body(name, { leaseDurationSeconds: 0 }));
      expect(answer.status).toBe(422);
      expect((await bench().get(name)).status).toBe(404);
    });
  });
}
