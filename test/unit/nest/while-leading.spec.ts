import { afterEach, describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LeaderService, type LeadershipTerm } from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

async function app() {
  const switched = await switchedApp({}, { drainTimeout: '1h' });
  const leader = switched.module.get(LeaderService);
  const events: string[] = [];
  const worker = {
    name: 'orders',
    start: async (term: LeadershipTerm) => {
      events.push(`start ${term.fencingToken} in ${leader.currentRun?.leaseName}`);
      await nextTurn();
      return `worker ${term.fencingToken}`;
    },
    stop: async (started: string) => {
      await nextTurn();
      events.push(`stop ${started}`);
    },
  };
  return { ...switched, leader, events, worker };
}

describe('leader.whileLeading()', () => {
  it('starts with each term, and a graceful end waits until it has stopped', async () => {
    const { leader, leadership, events, worker } = await app();
    leader.whileLeading(worker);
    expect(events).toEqual([]);
    await leadership.acquire();
    await nextTurn();
    await leadership.lose('stepDown');
    expect(events).toEqual(['start 1 in billing', 'stop worker 1']);
    await leadership.acquire();
    await nextTurn();
    await leadership.lose('replaced');
    expect(events.slice(2)).toEqual(['start 2 in billing', 'stop worker 2']);
  });

  it('starts at once if this process leads already, outside of the request that asked for it', async () => {
    const { leader, leadership } = await app();
    await leadership.acquire();
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const start = () => void seen.push(request.getStore());
    const end = request.run('of a user', () => leader.whileLeading({ start, stop: () => {} }));
    expect(seen).toEqual([undefined]);
    await end();
  });

  it('ends when its caller wants it to, and does not start again', async () => {
    const { leader, leadership, events, worker } = await app();
    await leadership.acquire();
    const end = leader.whileLeading(worker);
    await nextTurn();
    await Promise.all([end(), end()]);
    expect(events).toEqual(['start 1 in billing', 'stop worker 1']);
    await leadership.lose('stepDown');
    await leadership.acquire();
    expect(events).toHaveLength(2);
  });

  it('is stopped, too, if the term ended while it was starting', async () => {
    const { leader, leadership, events, worker } = await app();
    leader.whileLeading(worker);
    await leadership.acquire();
    await leadership.lose('replaced');
    expect(events).toEqual(['start 1 in billing', 'stop worker 1']);
  });

  it('steps down if it cannot start, longer each time, and says so', async () => {
    const { leader, leadership, logger } = await app();
    const start = () => Promise.reject(new Error('no queue'));
    leader.whileLeading({ name: 'orders', start, stop: () => {} });
    for (const seconds of [20, 40]) {
      await leadership.acquire();
      while (leader.isLeader) await nextTurn();
      expect(leadership.lastCooldown()).toBe(seconds * 1000);
      expect(logger.of('error').at(-1)).toBe(
        `error orders failed to start, and this process steps down for ${seconds} s, so that another can lead: Error: no queue`,
      );
    }
  });

  it('logs what fails to stop, and the term ends all the same', async () => {
    const { leader, leadership, logger } = await app();
    const stop = () => Promise.reject(new Error('no queue'));
    leader.whileLeading({ start: () => {}, stop });
    await leadership.acquire();
    await nextTurn();
    await leadership.lose('stepDown');
    expect(logger.of('error')).toEqual(['error whileLeading() failed to stop: Error: no queue']);
  });
});
