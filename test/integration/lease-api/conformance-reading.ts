import { describe, expect, it } from '@jest/globals';
import { type Bench, failure, ofLease, version } from './lease-api-under-test.js';

export function describeReading(bench: () => Bench): void {
  describe('GET', () => {
    it('answers with the lease as it was written', async () => {
      const lease = await bench().created({ holderIdentity: 'first', leaseDurationSeconds: 15 });
      const answer = await bench().get(lease.metadata.name);
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual(lease);
    });

    it('answers 404 NotFound where there is no such lease', async () => {
      const answer = await bench().get('absent');
      expect(answer.status).toBe(404);
      const message = 'leases.coordination.k8s.io "absent" not found';
      expect(answer.json).toEqual(failure(404, 'NotFound', message, ofLease('absent')));
    });

    it('takes an encoded slash for a slash: no client may send one in a name', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().raw.request('GET', `${bench().path(metadata.name)}%2F`);
      expect([answer.status, answer.json.metadata.uid]).toEqual([200, metadata.uid]);
    });

    it('answers 504 Timeout to a version from the future, and says when to try again', async () => {
      const { metadata } = await bench().created();
      const answer = await bench().raw.request('GET', `${bench().path(metadata.name)}?resourceVersion=999999999`);
      expect(answer.status).toBe(504);
      expect(answer.headers['retry-after']).toBe('1');
      const message = expect.stringMatching(/^Timeout: Too large resource version: 999999999, current: \d+$/);
      expect(answer.json).toEqual(
        failure(504, 'Timeout', message, {
          causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
          retryAfterSeconds: 1,
        }),
      );
    });

    it('answers 405 to methods that make no sense, and 404 to other resources', async () => {
      const details = {};
      const message = 'the server does not allow this method on the requested resource';
      const refusal = failure(405, 'MethodNotAllowed', message, details);
      expect((await bench().raw.request('POST', bench().path('any'), { body: {} })).json).toEqual(refusal);
      expect((await bench().raw.request('PUT', bench().path(), { body: {} })).json).toEqual(refusal);
      const other = await bench().raw.request('GET', '/apis/coordination.k8s.io/v1/namespaces/default/nothing');
      expect(other.json).toEqual(failure(404, 'NotFound', 'the server could not find the requested resource', details));
    });
  });

  describe('a list', () => {
    it('holds the lease that a field selector names, without its kind, and the present version', async () => {
      const { kind: _, apiVersion: __, ...item } = await bench().created(); // eslint-disable-line @typescript-eslint/no-unused-vars
      const selector = `fieldSelector=metadata.name%3D${item.metadata.name}`;
      const { status, json } = await bench().raw.request('GET', `${bench().path()}?${selector}`);
      expect(status).toBe(200);
      expect(json).toEqual({
        kind: 'LeaseList',
        apiVersion: 'coordination.k8s.io/v1',
        metadata: { resourceVersion: expect.stringMatching(version) },
        items: [item],
      });
      const present = BigInt(json.metadata.resourceVersion);
      expect(present).toBeGreaterThanOrEqual(BigInt(item.metadata.resourceVersion));
    });

    it('is empty where nothing matches', async () => {
      const { json } = await bench().raw.request('GET', `${bench().path()}?fieldSelector=metadata.name%3Dabsent`);
      expect(json.items).toEqual([]);
    });

    it('selects by labels', async () => {
      const marked = await bench().created({}, { labels: { mark: 'yes', other: 'x' } });
      await bench().created({}, { labels: { mark: 'no' } });
      const names = async (selector: string) => {
        const query = new URLSearchParams({ labelSelector: selector });
        const { json } = await bench().raw.request('GET', `${bench().path()}?${query.toString()}`);
        return json.items.map((item: { metadata: { name: string } }) => item.metadata.name);
      };
      expect(await names('mark=yes')).toEqual([marked.metadata.name]);
      expect(await names('mark,mark!=no')).toEqual([marked.metadata.name]);
      expect(await names('mark,other==x')).toEqual([marked.metadata.name]);
      expect(await names('mark=yes,!other')).toEqual([]);
    });

    it('of all namespaces can be narrowed to one by a field selector', async () => {
      const { metadata } = await bench().created();
      const selector = `metadata.namespace=${bench().api.namespace},metadata.name=${metadata.name}`;
      const query = new URLSearchParams({ fieldSelector: selector });
      const { json } = await bench().raw.request('GET', `/apis/coordination.k8s.io/v1/leases?${query.toString()}`);
      expect(json.items).toHaveLength(1);
    });

    it('answers 400 to a selector on another field, and to one that is none', async () => {
      const other = await bench().raw.request('GET', `${bench().path()}?fieldSelector=spec.holderIdentity%3Dx`);
      const known = '"metadata.name", "metadata.namespace"';
      const message = `"spec.holderIdentity" is not a known field selector: only ${known}`;
      expect(other.json).toEqual(failure(400, 'BadRequest', message));
      const none = await bench().raw.request('GET', `${bench().path()}?fieldSelector=foo`);
      expect(none.json).toEqual(failure(400, 'BadRequest', "invalid selector: 'foo'; can't understand 'foo'"));
    });
  });

  describe('what there is to discover', () => {
    it('is ready', async () => {
      const answer = await bench().raw.request('GET', '/readyz');
      expect([answer.status, answer.text]).toEqual([200, 'ok']);
    });

    it('knows the leases', async () => {
      const { json } = await bench().raw.request('GET', '/apis/coordination.k8s.io/v1');
      expect(json).toMatchObject({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'coordination.k8s.io/v1' });
      const leases = json.resources.find((resource: { name: string }) => resource.name === 'leases');
      expect(leases).toMatchObject({ singularName: 'lease', namespaced: true, kind: 'Lease' });
      const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
      expect(leases.verbs).toEqual(expect.arrayContaining(verbs));
    });

    it('is nothing elsewhere', async () => {
      const answer = await bench().raw.request('GET', '/nothing');
      expect([answer.status, answer.text]).toEqual([404, '404 page not found\n']);
    });
  });
}
