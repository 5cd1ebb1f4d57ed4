import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { LeaderElectionModule, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { LeaseApiServer } from '../../../lib/testing/index.js';

const api = new LeaseApiServer();
const open: TestingModule[] = [];

beforeEach(() => api.listen());

afterEach(async () => {
  await Promise.all(open.splice(0).map(module => module.close()));
  while (api.watches.size > 0) await nextTurn();
  await api.close();
});

/** What ran, in all replicas. */
const ran: string[] = [];

@Injectable()
class Jobs {
  constructor(private readonly leader: LeaderService) {}

  @Interval('sweep', 3_600_000)
  @OnlyLeader({ once: true })
  sweep() {
    ran.push(this.leader.identity);
  }
}

async function replica(identity: string): Promise<LeaderService> {
  const timings = { renewInterval: '50ms', retryInterval: '50ms', leaseDuration: '5s' } as const;
  const election = {
    leaseName: 'billing',
    identity,
    connection: { server: api.url },
    logger: false as const,
    ...timings,
  };
  const module = await Test.createTestingModule({
    imports: [ScheduleModule.forRoot(), LeaderElectionModule.forRoot({ ...election, autoClose: false })],
    providers: [Jobs],
  }).compile();
  open.push(module);
  await module.init();
  return module.get(LeaderService);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

describe('From a replica that does not lead', () => {
  it('a job is paused, resumed and run, by compare-and-swap beside the renewals of the leader, who leads on', async () => {
    ran.length = 0;
    const one = await replica('one');
    const { fencingToken } = await one.waitForLeadership();
    const two = await replica('two');
    await until(() => two.holder === 'one');
    const leaseOf = () => api.leases.get('billing')!;
    const [{ metadata, spec }, renewals] = [leaseOf(), () => leaseOf().spec!.renewTime];

    await two.pauseJob('sweep', { reason: 'the printer is broken' });
    await until(() => [one, two].every(leader => leader.jobs()[0].paused?.reason === 'the printer is broken'));
    await two.runJob('sweep');
    await until(() => ran.length > 0);
    await two.resumeJob('sweep');
    await until(() => [one, two].every(leader => leader.jobs()[0].paused === undefined));

    // Each of these meets renewals of the leader; none of either is lost.
    const before = renewals();
    for (let i = 1; i <= 20; i++) {
      await Promise.all([two.pauseJob('sweep', { reason: `reason ${i}` }), one.resumeJob('sweep').catch(() => {})]);
      await two.pauseJob('sweep', { reason: `reason ${i}` });
      expect(leaseOf().metadata.annotations).toHaveProperty(
        ['pause.ticks.nestjs-kubernetes-leader/sweep'],
        `reason ${i}`,
      );
    }
    await until(() => renewals() !== before);
    expect(ran).toEqual(['one']);
    expect([one.isLeader, one.term?.fencingToken]).toEqual([true, fencingToken]);
    expect(leaseOf().metadata).toMatchObject({ uid: metadata.uid });
    expect(leaseOf().spec).toMatchObject({ holderIdentity: 'one', acquireTime: spec!.acquireTime });
    expect(api.leases.list()).toHaveLength(1);
  });

  it('a request for a job of a lease that is not there is refused, and makes none', async () => {
    const only = await replica('only');
    await only.waitForLeadership();
    await until(() => only.jobs()[0].next.length > 0);
    await only.stepDown({ cooldown: '1h' });
    api.leases.delete('billing');
    await expect(only.pauseJob('sweep')).rejects.toMatchObject({ code: 'notFound' });
    expect(api.leases.get('billing')).toBeUndefined();
  });
});
