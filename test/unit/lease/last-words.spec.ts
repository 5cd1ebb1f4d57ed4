import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { lastWords, type LastWordsRelease } from '../../../lib/core/lease/last-words.worker.js';
import { HttpLeaseClient } from '../../../lib/core/lease/http-lease-client.js';
import { type LeaseConnection } from '../../../lib/core/lease/connection/lease-connection.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { LeaseApiServer } from '../../../lib/testing/index.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';

const api = new LeaseApiServer();
const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const nonce = '2030-01-01T00:00:00.123456Z';
let name: string;
let count = 0;

beforeAll(() => api.listen());
afterAll(() => api.close());
beforeEach(() => {
  name = `lease-${++count}`;
});

async function held(spec: Lease['spec'] = {}, annotations: Record<string, string> = {}): Promise<void> {
  const renewTime = '2030-01-01T00:00:05.000000Z';
  const lease = {
    metadata: { name, annotations },
    spec: { holderIdentity: 'me', acquireTime: nonce, renewTime, leaseDurationSeconds: 20, ...spec },
  };
  const headers = { 'Content-Type': 'application/json' };
  const { status } = await fetch(api.url + leases, { method: 'POST', headers, body: JSON.stringify(lease) });
  expect(status).toBe(201);
}

/** What the worker thread does, in this one. Resolves when it has said how it ended. */
async function speak(release: Partial<LastWordsRelease> = {}): Promise<Lease | undefined> {
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const path = `${leases}/${name}`;
  const releases = [{ path, holder: 'me', nonces: ['burnt-not', nonce], annotations: {}, ...release }];
  const load = createRequire(import.meta.url) as never;
  lastWords({ server: api.url, headers: {}, tls: {}, releases, done }, load);
  while (Atomics.load(done, 0) === 0) await nextTurn();
  return api.leases.get(name);
}

describe('The last words of a process', () => {
  it('release a lease whose holder and nonce are its own', async () => {
    await held();
    const lease = await speak();
    expect(lease?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1, acquireTime: nonce });
    expect(String(lease?.spec?.renewTime) >= '2030-01-01T00:00:05.000000Z').toBe(true);
  });

  it('trace 8: bring along what the ledger has not written yet, merged into what is there', async () => {
    await held({}, { theirs: 'kept', begun: 'taken back', old: 'a' });
    const lease = await speak({ annotations: { begun: undefined, old: 'b', done: 'c' } });
    expect(lease?.metadata.annotations).toEqual({ theirs: 'kept', old: 'b', done: 'c' });
  });

  it.each<[string, Lease['spec']]>([
    ['another holder', { holderIdentity: 'another' }],
    ['a holder of the same name with another nonce', { acquireTime: '2030-01-01T00:00:00.123457Z' }],
    ['no acquireTime', { acquireTime: null }],
    ['nobody', { holderIdentity: '', leaseDurationSeconds: 1 }],
  ])('leave alone a lease with %s', async (_, spec) => {
    await held(spec);
    const { resourceVersion } = api.leases.get(name)!.metadata;
    expect((await speak())?.metadata.resourceVersion).toBe(resourceVersion);
  });

  it('trace 5: take what was under way into account: they read, and the write is a compare-and-swap, once', async () => {
    await held();
    const end = api.faults.add({ fault: 'error', status: 409, name, verb: 'update' });
    const lease = await speak();
    end();
    expect(lease?.spec?.holderIdentity).toBe('me');
    expect(api.requests.count({ name, verb: 'get' })).toBe(1);
    expect(api.requests.count({ name, verb: 'update' })).toBe(1);
  });

  it('end where there is no lease, or no answer', async () => {
    expect(await speak()).toBeUndefined();
    await held();
    const end = api.faults.add({ fault: 'drop', name });
    expect((await speak())?.spec?.holderIdentity).toBe('me');
    end();
  });

  it.each<[string, Partial<LeaseConnection>]>([
    ['with a proxy', { known: () => ({ url: new URL(api.url), headers: {}, tls: {}, proxy: {} }) as never }],
    ['that asks a program for its credentials', {}],
    [
      'whose settings cannot be read',
      {
        known() {
          throw new Error('no token');
        },
      },
    ],
  ])('trace 7: are not spoken over a connection %s', async (_, connection) => {
    await held();
    const client = new HttpLeaseClient(connection as LeaseConnection, new ManualClock());
    client.releaseAtExit([{ lease: { namespace: 'default', name }, holder: 'me', nonces: [nonce], annotations: {} }]);
    expect(api.requests.count({ name, verb: 'get' })).toBe(0);
    expect(api.leases.get(name)?.spec?.holderIdentity).toBe('me');
  });
});
