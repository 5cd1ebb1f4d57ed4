import { describe, expect, it } from '@jest/globals';
import { type Bench, failure } from './lease-api-under-test.js';

export function describeAccess(bench: () => Bench): void {
  const forbidden = (user: string, verb: string, name?: string) => {
    const subject = name ? `leases.coordination.k8s.io "${name}"` : 'leases.coordination.k8s.io';
    const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "leases" in API group "coordination.k8s.io" in the namespace "${bench().api.namespace}"`;
    const details = { ...(name && { name }), group: 'coordination.k8s.io', kind: 'leases' };
    return failure(403, 'Forbidden', message, details);
  };

  describe('access', () => {
    it('answers 401 to a token that nobody has', async () => {
      const answer = await bench().get('any', { token: 'nobody-has-this' });
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual(failure(401, 'Unauthorized', 'Unauthorized'));
    });

    it('answers 403 without a token', async () => {
      const answer = await bench().get('any', { token: '' });
      expect(answer.status).toBe(403);
      expect(answer.json).toEqual(forbidden('system:anonymous', 'get', 'any'));
    });

    it('answers 403 to a user who may do nothing, and says what is missing', async () => {
      const { token, user } = await bench().api.grant('powerless', []);
      const request = async (method: string, path: string, body?: unknown) => {
        const answer = await bench().raw.request(method, path, { token, body });
        expect(answer.status).toBe(403);
        return answer.json;
      };
      const body = bench().body('any');
      expect(await request('GET', bench().path('any'))).toEqual(forbidden(user, 'get', 'any'));
      expect(await request('PUT', bench().path('any'), body)).toEqual(forbidden(user, 'update', 'any'));
      expect(await request('PATCH', bench().path('any'), {})).toEqual(forbidden(user, 'patch', 'any'));
      expect(await request('DELETE', bench().path('any'))).toEqual(forbidden(user, 'delete', 'any'));
      expect(await request('POST', bench().path(), body)).toEqual(forbidden(user, 'create'));
      expect(await request('POST', bench().path(), '{')).toEqual(forbidden(user, 'create'));
      expect(await request('GET', bench().path())).toEqual(forbidden(user, 'list'));
      expect(await request('GET', bench().watchPath('any'))).toEqual(forbidden(user, 'watch', 'any'));
    });

    it('asks for "create" where a PUT would create', async () => {
      const { token, user } = await bench().api.grant('updater', ['get', 'update']);
      const lease = await bench().created();
      const { name } = lease.metadata;
      const update = await bench().put(name, { ...lease, spec: { holderIdentity: 'second' } }, { token });
      expect(update.status).toBe(200);
      await bench().delete(name);
      const create = await bench().put(name, bench().body(name), { token });
      expect(create.status).toBe(403);
      expect(create.json).toEqual(forbidden(user, 'create', name));
    });

    it('is open to anybody where it says whether it is ready', async () => {
      expect((await bench().raw.request('GET', '/readyz', { token: '' })).status).toBe(200);
      const refusal = failure(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot get path "/apis"', {});
      expect((await bench().raw.request('GET', '/apis', { token: '' })).json).toEqual(refusal);
    });
  });
}
