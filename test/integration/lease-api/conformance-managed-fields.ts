import { describe, expect, it } from '@jest/globals';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Bench } from './lease-api-under-test.js';

interface Entry {
  manager: string;
  time: string;
  fieldsV1: object;
}

const entries = (lease: { metadata: { managedFields?: Entry[] } }): Entry[] => lease.metadata.managedFields ?? [];

/** Who, since when, what. */
const summary = (lease: { metadata: { managedFields?: Entry[] } }) =>
  entries(lease).map(({ manager, fieldsV1 }) => [manager, fieldsV1]);

const newest = (lease: { metadata: { managedFields?: Entry[] } }) =>
  Math.max(...entries(lease).map(({ time }) => Date.parse(time)));

export function describeManagedFields(bench: () => Bench): void {
  const put = async (lease: Lease, userAgent?: string) =>
    (await bench().put(lease.metadata.name, lease, { userAgent })).json;

  describe('managedFields', () => {
    it('move their time with every write that changes renewTime', async () => {
      const first = await bench().created({ holderIdentity: 'a', renewTime: '2026-01-01T00:00:00.000001Z' });
      await bench().secondAfter(entries(first)[0].time);
      const renewed = await put({ ...first, spec: { ...first.spec, renewTime: '2026-01-01T00:00:00.000002Z' } });
      expect(newest(renewed)).toBeGreaterThan(newest(first));
      expect(summary(renewed)).toEqual(summary(first));
    });

    it('have the second of the Date header, or the one before', async () => {
      const { json, headers } = await bench().post(bench().newName(), { holderIdentity: 'a' });
      const age = Date.parse(headers.date ?? '') - newest(json);
      expect([0, 1000]).toContain(age);
    });

    it('give a field to whoever changed it last, in the order of time', async () => {
      const first = await bench().created({ holderIdentity: 'a', leaseDurationSeconds: 15 });
      await bench().secondAfter(entries(first)[0].time);
      const second = await put({ ...first, spec: { ...first.spec, holderIdentity: 'b' } }, 'second/1.0 (linux)');
      expect(summary(second)).toEqual([
        ['conformance', { 'f:spec': { 'f:leaseDurationSeconds': {} } }],
        ['second', { 'f:spec': { 'f:holderIdentity': {} } }],
      ]);
      expect(entries(second)[0]).toMatchObject({ time: entries(first)[0].time });
      const third = await put({ ...second, spec: { holderIdentity: 'c', leaseDurationSeconds: 16 } }, 'third');
      expect(summary(third)).toEqual([
        ['third', { 'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {} } }],
      ]);
    });

    it('take the name of the fieldManager that is given', async () => {
      const lease = await bench().created();
      const body = { ...lease, spec: { holderIdentity: 'b' } };
      const { json } = await bench().raw.request('PUT', `${bench().path(lease.metadata.name)}?fieldManager=mine`, {
        body,
      });
      expect(summary(json)).toEqual([['mine', { 'f:spec': { 'f:holderIdentity': {} } }]]);
    });

    it('move their time when a label is set, in an entry of whoever set it', async () => {
      const first = await bench().created();
      await bench().secondAfter(entries(first)[0].time);
      const labelled = await put({ ...first, metadata: { ...first.metadata, labels: { a: '1' } } }, 'kubectl-label');
      expect(newest(labelled)).toBeGreaterThan(newest(first));
      expect(summary(labelled)).toEqual([
        ['conformance', { 'f:spec': { 'f:holderIdentity': {} } }],
        ['kubectl-label', { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } }],
      ]);
      const unlabelled = await put({ ...labelled, metadata: { ...labelled.metadata, labels: {} } }, 'kubectl-label');
      expect(unlabelled.metadata.managedFields).toEqual(first.metadata.managedFields);
    });

    it('do not move their time when a field is removed', async () => {
      const first = await bench().created({ holderIdentity: 'a', leaseDurationSeconds: 15 });
      await bench().secondAfter(entries(first)[0].time);
      const removed = await put({ ...first, spec: { holderIdentity: 'a' } }, 'second');
      expect(removed.metadata.resourceVersion).not.toBe(first.metadata.resourceVersion);
      expect(newest(removed)).toBe(newest(first));
      expect(summary(removed)).toEqual([['conformance', { 'f:spec': { 'f:holderIdentity': {} } }]]);
    });

    it('stay as they are where the body has none, or nonsense', async () => {
      const first = await bench().created();
      for (const managedFields of [undefined, [{ manager: 'nonsense' }]]) {
        const body = { ...first, metadata: { ...first.metadata, managedFields } };
        expect(await put(body, 'second')).toEqual(first);
      }
    });

    it('are gone, and stay gone, after a write with an empty list', async () => {
      const first = await bench().created();
      const reset = await put({ ...first, metadata: { ...first.metadata, managedFields: [] } });
      expect(reset.metadata).not.toHaveProperty('managedFields');
      const later = await put({ ...reset, spec: { holderIdentity: 'b' } });
      expect(later.metadata).not.toHaveProperty('managedFields');
    });

    it('never begin on a lease that was created with nothing in it', async () => {
      const first = await bench().created({});
      expect(first.metadata).not.toHaveProperty('managedFields');
      const later = await put({ ...first, spec: { holderIdentity: 'b' } });
      expect(later.metadata).not.toHaveProperty('managedFields');
    });

    it('cover annotations, finalizers and owners', async () => {
      const uid = '8a5a2f6e-0000-4000-8000-000000000000';
      const lease = await bench().created(
        {},
        {
          annotations: { x: '1', y: '2' },
          finalizers: ['example.com/f'],
          ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid }],
        },
      );
      const owned = { '.': {}, [`k:{"uid":"${uid}"}`]: {} };
      expect(summary(lease)).toEqual([
        [
          'conformance',
          {
            'f:metadata': {
              'f:annotations': { '.': {}, 'f:x': {}, 'f:y': {} },
              'f:finalizers': { '.': {}, 'v:"example.com/f"': {} },
              'f:ownerReferences': owned,
            },
          },
        ],
      ]);
      const annotations = { x: '1', y: '3' };
      const metadata = { ...lease.metadata, annotations, finalizers: [] };
      const second = await put({ ...lease, metadata }, 'second');
      expect(Object.fromEntries(summary(second) as [string, object][])).toEqual({
        conformance: { 'f:metadata': { 'f:annotations': { '.': {}, 'f:x': {} }, 'f:ownerReferences': owned } },
        second: { 'f:metadata': { 'f:annotations': { 'f:y': {} } } },
      });
    });
  });
}
