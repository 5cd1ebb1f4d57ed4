import { describe, expect, it, jest } from '@jest/globals';
import { overEachTransport } from '../transports.js';
import { replica, startedApi, until } from './replicas.js';

jest.setTimeout(40_000);

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

/** What somebody else wrote for a spec. */
const specs: Record<string, unknown> = {
  'no-spec': undefined,
  null: null,
  empty: {},
  'a-string': 'leader: me',
  'a-number': 42,
  'a-list': [{ holderIdentity: 'ghost' }],
  'a-number-for-a-holder': { holderIdentity: 7, leaseDurationSeconds: 2 },
  'an-object-for-a-holder': { holderIdentity: { name: 'ghost' } },
  'no-duration': { holderIdentity: 'ghost' },
  'a-negative-duration': { holderIdentity: 'ghost', leaseDurationSeconds: -20 },
  'no-time-at-all': { holderIdentity: 'ghost', leaseDurationSeconds: 0 },
  'a-third-of-a-second': { holderIdentity: 'ghost', leaseDurationSeconds: 1 / 3 },
  'a-thousand-years': { holderIdentity: 'ghost', leaseDurationSeconds: 3e10 },
  'a-text-for-a-duration': { holderIdentity: 'ghost', leaseDurationSeconds: '15' },
  'times-that-are-none': { holderIdentity: 'ghost', acquireTime: 'yesterday', renewTime: {}, leaseTransitions: [] },
  'a-time-to-come': {
    holderIdentity: 'ghost',
    renewTime: '2254-01-01T00:00:00.000000Z',
    leaseTransitions: 2 ** 31 - 1,
  },
  'a-time-past-all-numbers': {
    holderIdentity: 'ghost',
    renewTime: '9999-12-31T23:59:59.999999Z',
    leaseTransitions: -1,
  },
  'its-own-name': { holderIdentity: 'one', leaseDurationSeconds: 2, acquireTime: null },
  'lines-and-colours': { holderIdentity: 'ghost\u001b[31m\nERROR: all is lost', leaseDurationSeconds: 2 },
  'a-holder-without-end': { holderIdentity: 'g'.repeat(100_000), leaseDurationSeconds: 2 },
  'odd-keys': JSON.parse('{"__proto__":{"holderIdentity":"ghost"},"constructor":1,"toString":2}'),
  'a-deep-one': { holderIdentity: 'ghost', deep: nested(200) },
};
const names = Object.keys(specs);

/** Dozens of apps begin at once: however long that takes, it takes less than a lease. */
const unhurried = { leaseDuration: '10s', renewDeadline: '8s' } as const;

overEachTransport(() => {
  describe('A lease with a spec that makes no sense', () => {
    it(`is waited out, and then taken: ${names.join(', ')}`, async () => {
      const api = await startedApi();
      for (const name of names) api.leases.put({ metadata: { name }, spec: specs[name] });
      const replicas = await Promise.all(names.map(leaseName => replica(api.url, 'one', { leaseName, ...unhurried })));
      await until(() => api.watches.size === names.length);
      // Nothing here says that nobody leads: at this moment, and for a whole lease, nobody writes.
      expect(api.requests.count({ verb: 'update' })).toBe(0);
      await Promise.all(replicas.map(({ leader }) => leader.waitForLeadership()));
      // Of a holder only what fits a line is told.
      const lines = replicas.flatMap(({ logger }) => logger.of('log'));
      expect(lines.filter(line => line.length > 1_000 || /[\n\u001b]/.test(line))).toEqual([]);
      // Who leads, and in whose place this process leads now.
      expect(lines.filter(line => line.includes('ERROR: all is lost'))).toHaveLength(2);
    });

    it('ends the term of who held it at once, and the next one begins later', async () => {
      const api = await startedApi();
      const replicas = await Promise.all(names.map(leaseName => replica(api.url, 'one', { leaseName, ...unhurried })));
      const first = await Promise.all(replicas.map(({ leader }) => leader.waitForLeadership()));
      for (const name of names) api.leases.put({ metadata: { name }, spec: specs[name] });
      await until(() => first.every(({ signal }) => signal.aborted));
      expect(first.map(({ leaseName, signal }) => [leaseName, (signal.reason as { code: string }).code])).toEqual(
        names.map(name => [name, 'replaced']),
      );
      const second = await Promise.all(replicas.map(({ leader }) => leader.waitForLeadership()));
      expect(second.every(({ fencingToken }, i) => fencingToken > first[i].fencingToken)).toBe(true);
    });
  });
});
