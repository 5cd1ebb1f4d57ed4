import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHook } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Elector, type LeadershipLostError } from '../../lib/core/index.js';
import { administratorOf, type Administrator } from '../support/kube-apiserver-access.js';
import { type KubeApiServer, startBuiltKubeApiServer } from '../support/kube-apiserver.js';

const timings = { leaseDuration: '6s', renewDeadline: '5s', renewInterval: '200ms', retryInterval: '100ms' } as const;

let server: KubeApiServer;
let administrator: Administrator;
const electors: Elector[] = [];
let troubles: string[] = [];
/** Connections that this process has opened. */
let opened = 0;
const counting = createHook({ init: (_id, type) => void (type === 'TLSWRAP' && opened++) });

beforeAll(async () => {
  // The highest chance that it takes: every fiftieth request closes its connection, in a graceful way.
  server = await startBuiltKubeApiServer({ flags: ['--goaway-chance=0.02'] });
  administrator = await administratorOf(server);
  counting.enable();
}, 180_000);

afterEach(async () => {
  await Promise.all(electors.splice(0).map(elector => elector.stop()));
});

afterAll(async () => {
  counting.disable();
  await administrator?.remove().catch(() => {});
  await server?.stop();
}, 60_000);

async function elector(leaseName: string, identity: string): Promise<Elector> {
  const { url, ca, namespace } = server;
  const connection = { server: url, ca, token: administrator.token };
  const note = (what: string) => void troubles.push(`${identity} of ${leaseName}: ${what}`);
  const logger = { log() {}, debug() {}, warn: note, error: note };
  const one = new Elector({ leaseName, identity, namespace, connection, autoClose: false, logger, ...timings });
  one.on('requestFailed', error => note(error.message));
  one.on('lost', (_term: unknown, reason: LeadershipLostError) => note(reason.message));
  electors.push(one);
  await one.start();
  return one;
}

/** So many leases with a leader and a follower each. */
async function pairs(many: number): Promise<(readonly [leader: Elector, follower: Elector])[]> {
  troubles = [];
  return Promise.all(
    Array.from({ length: many }, async (_, i) => {
      const name = `lease-${Math.random().toString(36).slice(2)}-${i}`;
      const leader = await elector(name, 'one');
      await leader.waitForLeadership();
      return [leader, await elector(name, 'other')] as const;
    }),
  );
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(20);
}

describe('A real kube-apiserver', () => {
  it('that closes connections all the time (--goaway-chance) costs no term, no event, no failed request, no warning', async () => {
    const leases = await pairs(5);
    const terms = leases.map(([leader]) => leader.term);
    const renewals = leases.map(() => 0);
    leases.forEach(([leader], i) => leader.on('renewed', () => renewals[i]++));
    opened = 0;
    await until(() => opened >= 10 && renewals.every(count => count > 50));
    expect(troubles).toEqual([]);
    expect(leases.map(([leader]) => leader.term)).toEqual(terms);
    // Each follower still hears of a release at once, through whatever connection its watch has by now.
    await Promise.all(leases.map(([leader]) => leader.stepDown({ cooldown: 60_000 })));
    await until(() => leases.every(([, follower]) => follower.isLeader));
    expect(troubles.filter(trouble => !trouble.includes('this process stepped down'))).toEqual([]);
  }, 120_000);

  it('that ends in order and starts again is used again, by whoever leads then, and hands over', async () => {
    const leases = await pairs(2);
    process.kill(server.pid!, 'SIGTERM');
    await delay(1_000);
    await server.restart();
    await until(() => leases.every(pair => pair.some(({ isLeader }) => isLeader)));
    for (const pair of leases) {
      const leader = pair.find(({ isLeader }) => isLeader)!;
      const other = pair.find(one => one !== leader)!;
      await new Promise<void>(resolve => void leader.once('renewed', () => resolve()));
      await leader.stop();
      await until(() => other.isLeader);
    }
  }, 120_000);
});
