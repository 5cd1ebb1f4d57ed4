import { afterEach, describe, expect, it } from '@jest/globals';
import { Elector } from '../../../lib/core/index.js';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { ManualClock } from '../../../lib/testing/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { StoredLease } from '../../support/stored-lease.js';

const electors: Elector[] = [];
let clock: ManualClock;

afterEach(async () => {
  for (const elector of electors.splice(0)) {
    const stopped = elector.stop();
    await clock.advance(60_000);
    await stopped;
  }
});

async function elector(store: StoredLease) {
  clock = new ManualClock();
  const logger = new RecordingLogger();
  const options = { leaseName: 'billing', identity: 'one', connection: { server: 'http://127.0.0.1:1' } };
  const started = new Elector({ ...options, namespace: 'default', autoClose: false, logger }, { client: store, clock });
  electors.push(started);
  await started.start();
  await clock.advance(100);
  return { elector: started, logger };
}

/** One request each `retryInterval`, and a few at once at first: per minute, of writes and of the reads between. */
const patient = 60 / 1.5 + 6;

const whatever: LeaseRequestFailure[] = [
  'conflict',
  'server',
  'network',
  'malformed',
  'notFound',
  'rejected',
  'gone',
  'throttled',
];

describe('Where reads are answered and writes fail', () => {
  it.each(whatever)('a leader tries no more often than agreed, and leads again afterwards (%s)', async code => {
    const store = new StoredLease();
    const { elector: one } = await elector(store);
    expect(one.isLeader).toBe(true);
    store.fails = verb => (verb === 'update' ? code : undefined);
    const before = store.requests.length;
    await clock.advance(60_000);
    expect(one.isLeader).toBe(false);
    expect(store.requests.length - before).toBeLessThan(2 * patient);
    store.fails = () => undefined;
    await clock.advance(4_000);
    expect(one.isLeader).toBe(true);
  });

  it.each(whatever)('a candidate tries no more often than agreed to create the lease (%s)', async code => {
    const store = new StoredLease();
    store.fails = verb => (verb === 'create' ? code : undefined);
    const { elector: one } = await elector(store);
    await clock.advance(60_000);
    expect(store.requests.length).toBeLessThan(2 * patient);
    store.fails = () => undefined;
    // A 409 tells of somebody's lease, which is gone again by the time of the read.
    await clock.advance(code === 'conflict' ? one.options.leaseDuration + 4_000 : 4_000);
    expect(one.isLeader).toBe(true);
  });
});

describe('A condition of the API server is logged when it begins and when it ends', () => {
  it('also where every write is refused with 409, though nobody else wrote', async () => {
    const store = new StoredLease();
    const { logger } = await elector(store);
    store.fails = verb => (verb === 'update' ? 'conflict' : undefined);
    await clock.advance(60_000);
    expect(logger.of('warn update')).toHaveLength(1);
    store.fails = () => undefined;
    await clock.advance(4_000);
    expect(logger.of('log update')).toEqual(['log update lease default/billing: works again']);
  });

  it('once, where failures of two kinds take turns', async () => {
    const store = new StoredLease();
    const { logger } = await elector(store);
    let turn = 0;
    store.fails = () => (turn++ % 2 ? 'network' : 'server');
    await clock.advance(60_000);
    expect(logger.of('warn get').map(line => line.split('\n')[0])).toEqual(
      expect.arrayContaining(['warn get lease default/billing: network', 'warn get lease default/billing: server']),
    );
    expect(logger.of('warn get')).toHaveLength(2);
  });

  it('and ends for a follower whose writes failed when somebody else leads: it does not write any more', async () => {
    const store = new StoredLease();
    store.fails = verb => (verb === 'create' ? 'notFound' : undefined);
    const { logger } = await elector(store);
    await clock.advance(10_000);
    expect(logger.of('warn create')).toHaveLength(1);
    store.put({ holderIdentity: 'two', leaseDurationSeconds: 20 });
    await clock.advance(4_000);
    expect(logger.of('log create')).toEqual(['log create lease default/billing: not needed any more, "two" leads']);
  });

  it.each(['malformed', 'network', 'gone'] as const)(
    'once, where every watch opens and then breaks (%s)',
    async code => {
      const store = new StoredLease();
      store.put({ holderIdentity: 'two', leaseDurationSeconds: 20 });
      store.breaksWatches = code;
      const { logger } = await elector(store);
      await clock.advance(15_000);
      expect(store.count('watch')).toBeGreaterThan(3);
      expect([logger.of('warn watch').length, logger.of('log watch')]).toEqual([1, []]);
      store.breaksWatches = undefined;
      await clock.advance(120_000); // no longer than until the next try
      store.put({ ...store.lease?.spec, leaseTransitions: 9 });
      await clock.advance(0);
      expect(logger.of('log watch')).toEqual(['log watch lease default/billing: works again']);
    },
  );
});

describe('A logger that throws', () => {
  it('stops nothing', async () => {
    clock = new ManualClock();
    const store = new StoredLease();
    const no = () => {
      throw new Error('no disk space');
    };
    const one = new Elector(
      {
        leaseName: 'billing',
        namespace: 'default',
        connection: { server: 'http://127.0.0.1:1' },
        autoClose: false,
        logger: { log: no, warn: no, error: no },
      },
      { client: store, clock },
    );
    electors.push(one);
    await one.start();
    await clock.advance(100);
    expect(one.isLeader).toBe(true);
    store.fails = () => 'network';
    await clock.advance(30_000);
    store.fails = () => undefined;
    await clock.advance(30_000);
    expect(one.isLeader).toBe(true);
  });
});
