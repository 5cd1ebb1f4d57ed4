import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease } from './lease-api-under-test.js';

export function describePatching(bench: () => Bench): void {
  describe('PATCH', () => {
    it('merges, and removes what is null', async () => {
      const { metadata } = await bench().created({ holderIdentity: 'first', leaseDurationSeconds: 15 });
      const patch = { metadata: { labels: { a: 'b' } }, spec: { holderIdentity: null, leaseTransitions: 3 } };
      const answer = await bench().patch(metadata.name, patch);
      expect(answer.status).toBe(200);
      expect(answer.json.spec).toEqual({ leaseDurationSeconds: 15, leaseTransitions: 3 });
      expect(answer.json.metadata.labels).toEqual({ a: 'b' });
      expect(answer.json.metadata.resourceVersion).not.toBe(metadata.resourceVersion);
    });

    it('changes nothing, not even the version, where the patch says nothing new', async () => {
      const lease = await bench().created();
      const answer = await bench().patch(lease.metadata.name, { spec: { holderIdentity: 'first' } });
      expect(answer.json).toEqual(lease);
    });

    it('takes a strategic merge patch and a JSON patch', async () => {
      const { metadata } = await bench().created();
      const strategic = await bench().patch(
        metadata.name,
        { spec: { holderIdentity: 'second' } },
        { contentType: 'application/strategic-merge-patch+json' },
      );
      expect(strategic.json.spec).toEqual({ holderIdentity: 'second' });
      const json = await bench().patch(
        metadata.name,
        [
          { op: 'test', path: '/spec/holderIdentity', value: 'second' },
          { op: 'replace', path: '/spec/holderIdentity', value: 'third' },
          { op: 'add', path: '/metadata/annotations', value: { 'example.com/a': 'b' } },
          { op: 'add', path: '/metadata/annotations/example.com~1c', value: 'd' },
          { op: 'remove', path: '/metadata/annotations/example.com~1a' },
        ],
        { contentType: 'application/json-patch+json' },
      );
      expect(json.status).toBe(200);
      expect(json.json.spec).toEqual({ holderIdentity: 'third' });
      expect(json.json.metadata.annotations).toEqual({ 'example.com/c': 'd' });
    });

    it('answers 422 Invalid to a JSON patch whose test fails', async () => {
      const { metadata } = await bench().created();
      const patch = [{ op: 'test', path: '/spec/holderIdentity', value: 'other' }];
      const answer = await bench().patch(metadata.name, patch, { contentType: 'application/json-patch+json' });
      const message = 'the server rejected our request due to an error in our request';
      expect(answer.status).toBe(422);
      expect(answer.json).toEqual(failure(422, 'Invalid', message, {}));
    });

    it('answers 409 to an old version, 422 to another uid and 400 to another name', async () => {
      const { metadata } = await bench().created();
      const { name } = metadata;
      const old = await bench().patch(name, { metadata: { resourceVersion: '1' }, spec: { holderIdentity: 'x' } });
      expect([old.status, old.json.reason]).toEqual([409, 'Conflict']);
      const uid = await bench().patch(name, { metadata: { uid: 'other' }, spec: { holderIdentity: 'x' } });
      const cause = { reason: 'FieldValueInvalid', message: 'Invalid value: "other": field is immutable' };
      expect(uid.status).toBe(422);
      expect(uid.json.details.causes[0]).toEqual({ ...cause, field: 'metadata.uid' });
      const renamed = await bench().patch(name, { metadata: { name: 'other' } });
      expect([renamed.status, renamed.json.reason]).toEqual([400, 'BadRequest']);
    });

    it('answers 422 to what would make no sense, 400 to malformed JSON and 404 where there is no such lease', async () => {
      const { metadata } = await bench().created();
      expect((await bench().patch(metadata.name, { spec: { leaseDurationSeconds: -1 } })).status).toBe(422);
      expect((await bench().patch(metadata.name, { spec: { leaseDurationSeconds: 'a' } })).status).toBe(422);
      const malformed = await bench().patch(metadata.name, '{');
      expect(malformed.json).toEqual(failure(400, 'BadRequest', expect.stringMatching(/^error decoding patch: /)));
      const absent = await bench().patch('absent', { spec: {} });
      const message = 'leases.coordination.k8s.io "absent" not found';
      expect(absent.json).toEqual(failure(404, 'NotFound', message, ofLease('absent')));
    });

    it('answers 415 to what is no patch', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().patch(metadata.name, {}, { contentType: 'application/json' });
      expect([answer.status, answer.json.reason]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('answers as if to a dry run, and keeps nothing', async () => {
      const lease = await bench().created();
      const path = `${bench().path(lease.metadata.name)}?dryRun=All`;
      const answer = await bench().raw.request('PATCH', path, { body: { spec: { holderIdentity: 'dry' } } });
      expect(answer.json.spec).toEqual({ holderIdentity: 'dry' });
      expect((await bench().get(lease.metadata.name)).json).toEqual(lease);
    });
  });
}
