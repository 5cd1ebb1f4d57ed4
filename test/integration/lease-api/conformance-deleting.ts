import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease, wholeSeconds } from './lease-api-under-test.js';

export function describeDeleting(bench: () => Bench): void {
  const refused = (name: string, why: string) =>
    failure(409, 'Conflict', `Operation cannot be fulfilled on Lease.coordination.k8s.io "${name}": ${why}`, {
      name,
      group: 'coordination.k8s.io',
      kind: 'Lease',
    });

  describe('DELETE', () => {
    it('answers Success and what it was, and the lease is gone', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().delete(metadata.name);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { ...ofLease(metadata.name), uid: metadata.uid },
      });
      expect((await bench().get(metadata.name)).status).toBe(404);
    });

    it('answers 404 where there is none, whatever the preconditions', async () => {
      const answer = await bench().delete('absent', { preconditions: { uid: 'any' } });
      const message = 'leases.coordination.k8s.io "absent" not found';
      expect(answer.json).toEqual(failure(404, 'NotFound', message, ofLease('absent')));
    });

    it('keeps to its preconditions', async () => {
      const { metadata } = await bench().created();
      const { name, uid, resourceVersion } = metadata;
      const byUid = await bench().delete(name, { preconditions: { uid: 'other' } });
      const why = `the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
      expect(byUid.status).toBe(409);
      expect(byUid.json).toEqual(refused(name, why));
      const byVersion = await bench().delete(name, { preconditions: { resourceVersion: '1' } });
      const because = `the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
      expect(byVersion.json).toEqual(refused(name, because));
      const both = await bench().delete(name, { preconditions: { uid, resourceVersion } });
      expect(both.status).toBe(200);
    });

    it('only marks a lease with finalizers, which is gone when the last is', async () => {
      const { metadata } = await bench().created({ holderIdentity: 'a' }, { finalizers: ['example.com/f'] });
      const { name } = metadata;
      const marked = await bench().delete(name);
      expect(marked.status).toBe(200);
      expect(marked.json).toMatchObject({
        kind: 'Lease',
        metadata: { deletionTimestamp: expect.stringMatching(wholeSeconds), deletionGracePeriodSeconds: 0 },
        spec: { holderIdentity: 'a' },
      });
      expect(marked.json.metadata.resourceVersion).not.toBe(metadata.resourceVersion);
      expect((await bench().get(name)).json).toEqual(marked.json);
      const freed = await bench().put(name, { ...marked.json, metadata: { ...marked.json.metadata, finalizers: [] } });
      expect(freed.status).toBe(200);
      expect((await bench().get(name)).status).toBe(404);
    });
  });
}
