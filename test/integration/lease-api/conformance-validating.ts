import { describe, expect, it } from '@jest/globals';
import { type Bench } from './lease-api-under-test.js';

export function describeValidating(bench: () => Bench): void {
  describe('fieldValidation', () => {
    const unknown = (name: string) => ({ ...bench().body(name, { holderIdentity: 'x', bar: 2 }), foo: 1 });
    const strict = 'strict decoding error: unknown field "spec.bar", unknown field "foo"';

    it('Strict refuses what it does not know, to create and to replace', async () => {
      const path = `${bench().path()}?fieldValidation=Strict`;
      const message = `Lease in version "v1" cannot be handled as a Lease: ${strict}`;
      const created = await bench().raw.request('POST', path, { body: unknown(bench().newName()) });
      expect([created.status, created.json.reason, created.json.message]).toEqual([400, 'BadRequest', message]);
      const { metadata } = await bench().created();
      const replaced = await bench().raw.request('PUT', `${bench().path(metadata.name)}?fieldValidation=Strict`, {
        body: { ...unknown(metadata.name), metadata },
      });
      expect([replaced.status, replaced.json.message]).toEqual([400, message]);
    });

    it('Strict refuses it in a patch', async () => {
      const { metadata } = await bench().created();
      const path = `${bench().path(metadata.name)}?fieldValidation=Strict`;
      const { status, json } = await bench().raw.request('PATCH', path, { body: { spec: { bar: 1 } } });
      expect([status, json.reason, json.message]).toEqual([
        422,
        'Invalid',
        expect.stringMatching(/: strict decoding error: unknown field "spec\.bar"$/),
      ]);
    });

    it('Ignore drops it without a word, and Warn with one', async () => {
      const create = (validation: string) => {
        const body = unknown(bench().newName());
        return bench().raw.request('POST', `${bench().path()}?fieldValidation=${validation}`, { body });
      };
      expect(await create('Ignore')).toMatchObject({
        status: 201,
        headers: expect.not.objectContaining({ warning: expect.anything() }),
      });
      expect(await create('Warn')).toMatchObject({
        status: 201,
        headers: { warning: expect.stringContaining('spec.bar') },
      });
    });

    it.each([
      ['POST', 'CreateOptions'],
      ['PUT', 'UpdateOptions'],
      ['PATCH', 'PatchOptions'],
    ])('answers 422 to another one: %s', async (method, kind) => {
      const { metadata } = await bench().created();
      const path = method === 'POST' ? bench().path() : bench().path(metadata.name);
      const { status, json } = await bench().raw.request(method, `${path}?fieldValidation=Foo`, {
        body: bench().body(metadata.name),
      });
      expect([status, json.message]).toEqual([
        422,
        `${kind}.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Foo": supported values: "", "Ignore", "Strict", "Warn"`,
      ]);
    });
  });

  describe('OpenAPI v3', () => {
    it('tells that a patch takes fieldValidation, and what a lease is', async () => {
      const index = await bench().raw.request('GET', '/openapi/v3', { accept: 'application/json' });
      const { serverRelativeURL } = JSON.parse(index.text).paths['apis/coordination.k8s.io/v1'];
      const { status, text } = await bench().raw.request('GET', serverRelativeURL, { accept: 'application/json' });
      const json = JSON.parse(text);
      expect([status, json.openapi]).toEqual([200, expect.stringMatching(/^3\.0/)]);
      const { patch } = json.paths['/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases/{name}'];
      const kind = { group: 'coordination.k8s.io', kind: 'Lease', version: 'v1' };
      expect(patch).toMatchObject({ 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': kind });
      const names = patch.parameters.map(({ name }: { name: string }) => name);
      expect(names).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
      const { schemas } = json.components;
      expect(schemas['io.k8s.api.coordination.v1.Lease']['x-kubernetes-group-version-kind']).toEqual([kind]);
      const fields = ['acquireTime', 'holderIdentity', 'leaseDurationSeconds', 'leaseTransitions', 'preferredHolder'];
      expect(Object.keys(schemas['io.k8s.api.coordination.v1.LeaseSpec'].properties).sort()).toEqual([
        ...fields,
        'renewTime',
        'strategy',
      ]);
    });
  });
}
