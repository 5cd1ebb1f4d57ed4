import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type EventEmitter } from 'node:events';
import { LeaderElectionModule, type LeadershipTerm, LeaderService, NotLeaderException } from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

async function service() {
  const { module, leadership, logger } = await switchedApp({}, { identity: 'me' });
  return { leader: module.get(LeaderService), leadership, logger };
}

describe('LeaderService', () => {
  it('tells who leads, and the term only while it is this process', async () => {
    const { leader, leadership } = await service();
    leadership.setHolder('other');
    expect([leader.isLeader, leader.holder, leader.term]).toEqual([false, 'other', undefined]);
    const term = await leadership.acquire();
    expect([leader.isLeader, leader.holder, leader.term]).toEqual([true, 'me', term]);
    await leadership.lose();
    expect([leader.isLeader, leader.holder, leader.term]).toEqual([false, 'another-replica', undefined]);
  });

  it('assertLeader() gives the term, or throws', async () => {
    const { leader, leadership } = await service();
    expect(() => leader.assertLeader()).toThrow(NotLeaderException);
    const term = await leadership.acquire();
    expect(leader.assertLeader()).toBe(term);
  });

  it('run() runs a function with the term, tracked, or rejects', async () => {
    const { leader, leadership } = await service();
    await expect(leader.run(() => 'never')).rejects.toThrow(NotLeaderException);
    const term = await leadership.acquire();
    const work = async (given: LeadershipTerm) => {
      await Promise.resolve();
      return [given === term, leader.currentRun?.fencingToken];
    };
    await expect(leader.run(work)).resolves.toEqual([true, 1n]);
    await expect(leader.run(() => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
    const thrown = leader.run(() => {
      throw new RangeError('at once');
    });
    await expect(thrown).rejects.toThrow(RangeError);
    await leader.stepDown(); // would wait for a run that is still open
    expect(leader.isLeader).toBe(false);
  });

  it('waitForLeadership() resolves with the term, or gives up when it is told to', async () => {
    const { leader, leadership } = await service();
    const waiting = leader.waitForLeadership();
    const given = leader.waitForLeadership({ signal: AbortSignal.abort(new Error('enough')) });
    await expect(given).rejects.toThrow('enough');
    const term = await leadership.acquire();
    await expect(waiting).resolves.toBe(term);
    await expect(leader.waitForLeadership()).resolves.toBe(term);
  });

  it('waitForLeadership() rejects when the app closes', async () => {
    const { leader } = await service();
    const waiting = expect(leader.waitForLeadership()).rejects.toMatchObject({ code: 'stopped' });
    await closeApps();
    await waiting;
  });

  it('passes events on, and takes listeners off again', async () => {
    const { leader, leadership } = await service();
    const heard: string[] = [];
    const listener = () => heard.push('acquired');
    leader
      .on('acquired', listener)
      .once('lost', (term, reason) => heard.push(`lost ${term.fencingToken} ${reason.code}`));
    await leadership.acquire();
    await leadership.lose('deadline');
    leader.off('acquired', listener);
    await leadership.acquire();
    await leadership.lose('deadline');
    expect(heard).toEqual(['acquired', 'lost 1 deadline']);
  });

  it('can be awaited for an event as an emitter', async () => {
    const { leader, leadership } = await service();
    const acquired = once(leader as unknown as EventEmitter, 'acquired');
    const term = await leadership.acquire();
    await expect(acquired).resolves.toEqual([term]);
  });
});

describe('LeadershipSwitch', () => {
  it('says so where the app is not initialized yet, or closed, or has no such lease', async () => {
    const { leadership } = await service();
    await expect(leadership.for('reports').acquire()).rejects.toThrow("no lease named 'reports'");
    await closeApps();
    await expect(leadership.acquire()).rejects.toThrow('The app is closed');
  });

  it('can have every lease led from the start', async () => {
    const imports = [LeaderElectionModule.forFeature({ name: 'reports' })];
    const { leadership, module } = await switchedApp({ imports }, { leading: true });
    expect(module.get(LeaderService).isLeader).toBe(true);
    expect((await leadership.for('reports').acquire()).fencingToken).toBe(1n);
  });

  it('cuts a graceful end short where the lease is lost meanwhile', async () => {
    const { leader, leadership } = await service();
    await leadership.acquire();
    const reasons: unknown[] = [];
    let finish = () => {};
    const run = leader.run(async ({ endingSignal, signal }) => {
      await new Promise<void>(resolve => (finish = resolve));
      reasons.push(endingSignal.reason, signal.reason);
    });
    const down = leader.stepDown();
    await Promise.resolve();
    const lost = leadership.lose('replaced');
    expect(leader.isLeader).toBe(false);
    finish();
    await Promise.all([run, down, lost]);
    expect(reasons).toEqual([
      expect.objectContaining({ code: 'stepDown' }),
      expect.objectContaining({ code: 'replaced' }),
    ]);
  });
});
