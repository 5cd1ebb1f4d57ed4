import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease, uid, version, wholeSeconds } from './lease-api-under-test.js';

export function describeCreating(bench: () => Bench): void {
  describe('POST', () => {
    it('answers 201 and the lease with a uid, a version, a creation time and managedFields', async () => {
      const name = bench().newName();
      const spec = {
        holderIdentity: 'first',
        leaseDurationSeconds: 15,
        acquireTime: '2026-01-02T03:04:05.000006Z',
        renewTime: '2026-01-02T03:04:05.100000Z',
        leaseTransitions: 0,
      };
      const answer = await bench().post(name, spec);
      expect(answer.status).toBe(201);
      expect(answer.json).toEqual({
        kind: 'Lease',
        apiVersion: 'coordination.k8s.io/v1',
        metadata: {
          name,
          namespace: bench().api.namespace,
          uid: expect.stringMatching(uid),
          resourceVersion: expect.stringMatching(version),
          creationTimestamp: expect.stringMatching(wholeSeconds),
          managedFields: [
            {
              manager: 'conformance',
              operation: 'Update',
              apiVersion: 'coordination.k8s.io/v1',
              time: expect.stringMatching(wholeSeconds),
              fieldsType: 'FieldsV1',
              fieldsV1: {
                'f:spec': {
                  'f:acquireTime': {},
                  'f:holderIdentity': {},
                  'f:leaseDurationSeconds': {},
                  'f:leaseTransitions': {},
                  'f:renewTime': {},
                },
              },
            },
          ],
        },
        spec,
      });
    });

    it('sends JSON, and the time in whole seconds in the Date header', async () => {
      const { headers } = await bench().post(bench().newName());
      expect(headers['content-type']).toBe('application/json');
      expect(headers['cache-control']).toBe('no-cache, private');
      expect(headers.date).toMatch(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    });

    it('answers 409 AlreadyExists where the lease is there', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().post(metadata.name);
      const message = `leases.coordination.k8s.io "${metadata.name}" already exists`;
      expect(answer.status).toBe(409);
      expect(answer.json).toEqual(failure(409, 'AlreadyExists', message, ofLease(metadata.name)));
    });

    it('makes a spec of none, and drops nulls, but keeps an empty holder', async () => {
      const none = await bench().raw.request('POST', bench().path(), {
        body: { metadata: { name: bench().newName() } },
      });
      expect(none.json.spec).toEqual({});
      expect(none.json.metadata).not.toHaveProperty('managedFields');
      const nulls = await bench().created({ holderIdentity: null, leaseDurationSeconds: null, renewTime: null });
      expect(nulls.spec).toEqual({});
      const empty = await bench().created({ holderIdentity: '' });
      expect(empty.spec).toEqual({ holderIdentity: '' });
    });

    it('turns a time into UTC, with six digits', async () => {
      const { spec } = await bench().created({ renewTime: '2026-01-02T03:04:05.000006+02:00' });
      expect(spec).toEqual({ renewTime: '2026-01-02T01:04:05.000006Z' });
    });

    it.each(['yesterday', '', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123Z', '2026-01-02T03:04:05.123456789Z'])(
      'answers 400 to the time "%s"',
      async renewTime => {
        const answer = await bench().post(bench().newName(), { renewTime });
        expect(answer.status).toBe(400);
        const start = `Lease in version "v1" cannot be handled as a Lease: parsing time "${renewTime}" as `;
        expect(answer.json).toEqual(failure(400, 'BadRequest', expect.stringContaining(start)));
      },
    );

    it.each([
      [{ leaseDurationSeconds: '20' }, 'string', 'leaseDurationSeconds', 'int32'],
      [{ leaseDurationSeconds: 1.5 }, 'number 1.5', 'leaseDurationSeconds', 'int32'],
      [{ leaseDurationSeconds: 3e9 }, 'number 3000000000', 'leaseDurationSeconds', 'int32'],
      [{ holderIdentity: 5 }, 'number', 'holderIdentity', 'string'],
      [{ renewTime: 12 }, 'number', 'renewTime', 'string'],
    ])('answers 400 to the wrong type in %j', async (spec, what, field, type) => {
      const answer = await bench().post(bench().newName(), spec);
      const message = `Lease in version "v1" cannot be handled as a Lease: json: cannot unmarshal ${what} into Go struct field LeaseSpec.spec.${field} of type ${type}`;
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual(failure(400, 'BadRequest', message));
    });

    it.each(['{"metadata":', '', '[]', 'hello'])('answers 400 to the body "%s"', async body => {
      const answer = await bench().raw.request('POST', bench().path(), { body });
      const start =
        "the object provided is unrecognized (must be of type Lease): couldn't get version/kind; json parse error: ";
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual(failure(400, 'BadRequest', expect.stringContaining(start)));
    });

    it('answers 422 Invalid to durations and transitions that make no sense, and names each', async () => {
      const name = bench().newName();
      const answer = await bench().post(name, { leaseDurationSeconds: 0, leaseTransitions: -2 });
      const duration = 'Invalid value: 0: must be greater than 0';
      const transitions = 'Invalid value: -2: must be greater than or equal to 0';
      expect(answer.status).toBe(422);
      expect(answer.json).toEqual(
        failure(
          422,
          'Invalid',
          `Lease.coordination.k8s.io "${name}" is invalid: [spec.leaseDurationSeconds: ${duration}, spec.leaseTransitions: ${transitions}]`,
          {
            name,
            group: 'coordination.k8s.io',
            kind: 'Lease',
            causes: [
              { reason: 'FieldValueInvalid', message: duration, field: 'spec.leaseDurationSeconds' },
              { reason: 'FieldValueInvalid', message: transitions, field: 'spec.leaseTransitions' },
            ],
          },
        ),
      );
    });

    it('answers 422 Invalid to a name that is none by RFC 1123', async () => {
      const answer = await bench().post('Bad_Name');
      const why = `Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;
      const causes = [{ reason: 'FieldValueInvalid', message: why, field: 'metadata.name' }];
      const details = { name: 'Bad_Name', group: 'coordination.k8s.io', kind: 'Lease', causes };
      const message = `Lease.coordination.k8s.io "Bad_Name" is invalid: metadata.name: ${why}`;
      expect(answer.status).toBe(422);
      expect(answer.json).toEqual(failure(422, 'Invalid', message, details));
      const long = await bench().post('a'.repeat(254));
      expect(long.status).toBe(422);
      expect(long.json.message).toContain('must be no more than 253 characters');
    });

    it('answers 422 Invalid where there is no name, and to bad labels and annotations', async () => {
      const nameless = await bench().raw.request('POST', bench().path(), { body: {} });
      const causes = [
        {
          reason: 'FieldValueRequired',
          message: 'Required value: name or generateName is required',
          field: 'metadata.name',
        },
      ];
      const message =
        'Lease.coordination.k8s.io "" is invalid: metadata.name: Required value: name or generateName is required';
      expect(nameless.json).toEqual(
        failure(422, 'Invalid', message, { group: 'coordination.k8s.io', kind: 'Lease', causes }),
      );
      const label = await bench().post(bench().newName(), {}, { labels: { 'a b': 'c d' } });
      expect(label.json.details.causes).toHaveLength(2);
      expect(label.json.message).toContain('metadata.labels: Invalid value: "a b": name part must consist of');
      expect(label.json.message).toContain('metadata.labels: Invalid value: "c d": a valid label must be');
      const annotation = await bench().post(bench().newName(), {}, { annotations: { 'a b': 'c d' } });
      expect(annotation.json.details.causes).toHaveLength(1);
    });

    it('completes a generateName', async () => {
      const answer = await bench().raw.request('POST', bench().path(), {
        body: { metadata: { generateName: 'made-' } },
      });
      expect(answer.status).toBe(201);
      expect(answer.json.metadata).toMatchObject({
        name: expect.stringMatching(/^made-[a-z0-9]{5}$/),
        generateName: 'made-',
      });
    });

    it('makes its own uid and creation time, whatever it is sent', async () => {
      const sent = { uid: '00000000-0000-4000-8000-000000000000', creationTimestamp: '2001-01-01T00:00:00Z' };
      const { metadata } = await bench().created({}, sent);
      expect(metadata.uid).not.toBe(sent.uid);
      expect(metadata.creationTimestamp).not.toBe(sent.creationTimestamp);
    });

    it('fails with a 500 where a version is given', async () => {
      const answer = await bench().post(bench().newName(), {}, { resourceVersion: '5' });
      expect(answer.status).toBe(500);
      expect(answer.json.message).toBe('resourceVersion should not be set on objects to be created');
    });

    it('answers 400 where the namespace in the body is another one, and 404 where there is no such namespace', async () => {
      const other = await bench().post(bench().newName(), {}, { namespace: 'another-one' });
      const message = 'the namespace of the provided object does not match the namespace sent on the request';
      expect(other.status).toBe(400);
      expect(other.json).toEqual(failure(400, 'BadRequest', message));
      const path = '/apis/coordination.k8s.io/v1/namespaces/Bad_Name/leases';
      const absent = await bench().raw.request('POST', path, { body: bench().body('any') });
      expect(absent.json).toEqual(
        failure(404, 'NotFound', 'namespaces "Bad_Name" not found', { name: 'Bad_Name', kind: 'namespaces' }),
      );
    });

    it('answers 400 to another kind and to another version', async () => {
      const kind = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: bench().newName() } };
      expect((await bench().raw.request('POST', bench().path(), { body: kind })).json.reason).toBe('BadRequest');
      const other = { ...bench().body(bench().newName()), apiVersion: 'coordination.k8s.io/v1beta1' };
      const answer = await bench().raw.request('POST', bench().path(), { body: other });
      const message =
        'the API version in the data (coordination.k8s.io/v1beta1) does not match the expected API version (coordination.k8s.io/v1)';
      expect(answer.json).toEqual(failure(400, 'BadRequest', message));
    });

    it('drops fields that it does not know, with a warning', async () => {
      const answer = await bench().post(bench().newName(), { holderIdentity: 'x', invented: 1 });
      expect(answer.status).toBe(201);
      expect(answer.json.spec).toEqual({ holderIdentity: 'x' });
      expect(answer.headers.warning).toBe('299 - "unknown field \\"spec.invented\\""');
    });

    it('gives each write a higher version than the one before, whatever the lease', async () => {
      const first = await bench().created();
      const second = await bench().created();
      expect(BigInt(second.metadata.resourceVersion)).toBeGreaterThan(BigInt(first.metadata.resourceVersion));
    });
  });
}
