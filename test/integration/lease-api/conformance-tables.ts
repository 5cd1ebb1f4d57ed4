import { describe, expect, it } from '@jest/globals';
import { type Bench } from './lease-api-under-test.js';

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** As kubectl asks. */
const accept = `${asTable},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`;
const age = /^\d+s$/;

/** The real server's columns have longer descriptions. */
const columns = ['Name', 'Holder', 'Age'].map(name => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description: expect.any(String),
  priority: 0,
}));

export function describeTables(bench: () => Bench): void {
  describe('As a table', () => {
    it('a lease has the columns NAME, HOLDER and AGE, and its metadata', async () => {
      const { metadata } = await bench().created();
      const { status, json } = await bench().get(metadata.name, { accept });
      const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
      expect([status, json]).toEqual([
        200,
        {
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          metadata: { resourceVersion: metadata.resourceVersion },
          columnDefinitions: columns,
          rows: [{ cells: [metadata.name, 'first', expect.stringMatching(age)], object }],
        },
      ]);
    });

    it('a list has a row for each, without a holder too', async () => {
      const label = { labels: { table: bench().newName() } };
      const [held, vacant] = [await bench().created({ holderIdentity: 'x' }, label), await bench().created({}, label)];
      const query = `labelSelector=table%3D${label.labels.table}`;
      const { json } = await bench().raw.request('GET', `${bench().path()}?${query}`, { accept });
      const cells = json.rows.map((row: { cells: string[] }) => row.cells.slice(0, 2));
      expect(cells).toEqual(
        [held, vacant].map(({ metadata, spec }) => [metadata.name, spec.holderIdentity ?? '']).sort(),
      );
      expect(json.metadata).toEqual({ resourceVersion: expect.stringMatching(/^\d+$/) });
    });

    it.each([
      ['Object', (lease: object) => lease],
      ['None', () => null],
    ])('includeObject=%s', async (value, objectOf) => {
      const lease = await bench().created();
      const path = `${bench().path(lease.metadata.name)}?includeObject=${value}`;
      const { json } = await bench().raw.request('GET', path, { accept });
      expect(json.rows[0].object).toEqual(objectOf(lease));
    });

    it('answers 400 to another includeObject', async () => {
      const { metadata } = await bench().created();
      const path = `${bench().path(metadata.name)}?includeObject=All`;
      const { status, json } = await bench().raw.request('GET', path, { accept });
      expect([status, json.message]).toEqual([
        400,
        `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
      ]);
    });

    it('a write is answered so, too; a failure stays a Status', async () => {
      const name = bench().newName();
      const created = await bench().post(name, { holderIdentity: 'me' }, {}, { accept });
      expect([created.status, created.json.kind, created.json.rows[0].cells.slice(0, 2)]).toEqual([
        201,
        'Table',
        [name, 'me'],
      ]);
      const again = await bench().post(name, {}, {}, { accept });
      expect([again.status, again.json.kind]).toEqual([409, 'Status']);
    });

    it('a watch tells the columns once', async () => {
      const { metadata } = await bench().created();
      const watch = await bench().raw.watch(bench().watchPath(metadata.name, { timeoutSeconds: 30 }), { accept });
      const first = await watch.next();
      expect(first).toMatchObject({ type: 'ADDED', object: { kind: 'Table', columnDefinitions: columns } });
      await bench().patch(metadata.name, { spec: { holderIdentity: 'second' } });
      const second = await watch.next();
      expect(second).toMatchObject({ type: 'MODIFIED', object: { kind: 'Table', columnDefinitions: null } });
      expect(second?.object.rows[0].cells.slice(0, 2)).toEqual([metadata.name, 'second']);
      await bench().delete(metadata.name);
      expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { kind: 'Table', columnDefinitions: null } });
      watch.close();
    });
  });

  describe('As metadata alone', () => {
    it('a lease and a list have no spec', async () => {
      const { metadata } = await bench().created();
      const one = await bench().get(metadata.name, {
        accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
      });
      const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
      expect(one.json).toEqual(partial);
      const path = `${bench().path()}?fieldSelector=metadata.name%3D${metadata.name}`;
      const list = await bench().raw.request('GET', path, {
        accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      });
      expect(list.json).toMatchObject({ kind: 'PartialObjectMetadataList', items: [partial] });
    });
  });
}
