import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { once } from 'node:events';
import { type EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  getLeaderToken,
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  type LeadershipTerm,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnlyLeader,
} from '../../../lib/index.js';
import { LeaseApiServer } from '../../../lib/testing/index.js';

const api = new LeaseApiServer();
const open: TestingModule[] = [];

beforeEach(() => api.listen());

afterEach(async () => {
  await Promise.all(open.splice(0).map(module => module.close()));
  while (api.watches.size > 0) await nextTurn(); // the clients have closed their ends
  await api.close();
});

@Injectable()
class Jobs {
  readonly begun: LeadershipTerm[] = [];
  readonly holders: (string | undefined)[] = [];

  @OnlyLeader()
  work() {
    return 'worked';
  }

  @OnLeadershipAcquired()
  begin(term: LeadershipTerm) {
    this.begun.push(term);
  }

  @OnLeaderChanged()
  changed(holder: string | undefined) {
    this.holders.push(holder);
  }
}

async function replica(
  identity: string,
  leaseName: string,
  options: LeaderElectionModuleOptions = {},
  jobs: Type<Jobs> = Jobs,
): Promise<{ module: TestingModule; leader: LeaderService; jobs: Jobs }> {
  const module = await Test.createTestingModule({
    imports: [
      LeaderElectionModule.forRoot({
        connection: { server: api.url },
        identity,
        leaseName,
        logger: false,
        ...options,
      }),
      LeaderElectionModule.forFeature({ name: 'reports' }),
    ],
    providers: [{ provide: Jobs, useClass: jobs }],
  }).compile();
  open.push(module);
  await module.init();
  return { module, leader: module.get(LeaderService), jobs: module.get(Jobs) };
}

describe('Of several replicas', () => {
  it('one leads, and another when the first is closed, with a higher fencing token', async () => {
    const one = await replica('one', 'billing');
    const first = await one.leader.waitForLeadership();
    const two = await replica('two', 'billing', { waitForLeader: true });
    expect([two.leader.isLeader, two.leader.holder, two.jobs.work()]).toEqual([false, 'one', undefined]);
    expect(one.jobs.work()).toBe('worked');

    const waiting = two.leader.waitForLeadership();
    await one.module.close();
    expect([one.leader.isLeader, one.jobs.work()]).toEqual([false, undefined]);
    const second = await waiting;
    expect(second.fencingToken > first.fencingToken).toBe(true);
    expect([two.jobs.begun, two.jobs.work()]).toEqual([[second], 'worked']);
    expect(two.jobs.holders.at(0)).toBe('one');
    expect(two.jobs.holders.at(-1)).toBe('two');
  });

  it('one that may not lead (`eligible: false`: a script, an API-only pod) knows who leads, and its gates stay closed', async () => {
    const one = await replica('one', 'invoices');
    await one.leader.waitForLeadership();
    const observer = await replica('observer', 'invoices', { eligible: false, waitForLeader: true });
    const state = () => [observer.leader.isLeader, observer.leader.holder, observer.jobs.work(), observer.jobs.begun];
    expect(state()).toEqual([false, 'one', undefined, []]);
    await expect(observer.leader.run(() => 'ran')).rejects.toThrow('does not lead');

    const released = once(observer.leader as unknown as EventEmitter, 'leaderChanged');
    await one.module.close();
    await released;
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    expect(state()).toEqual([false, undefined, undefined, []]);
    expect(api.leases.get('invoices')?.spec).toMatchObject({ holderIdentity: '' });
    const two = await replica('two', 'invoices');
    await two.leader.waitForLeadership();
    expect(observer.leader.isLeader).toBe(false);
  });

  it('one that may not lead does not outside Kubernetes either', async () => {
    const { leader, jobs } = await replica('observer', 'alone', { connection: 'none', eligible: false });
    expect([leader.isLeader, jobs.work(), jobs.begun]).toEqual([false, undefined, []]);
  });

  it('the last one leaves both of its leases released', async () => {
    const { module, leader } = await replica('only', 'orders');
    const reports = module.get<LeaderService>(getLeaderToken('reports'));
    await Promise.all([leader.waitForLeadership(), reports.waitForLeadership()]);
    await Promise.all([module.close(), module.close()]);
    for (const name of ['orders', 'orders-reports']) {
      expect(api.leases.get(name)?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    }
  });

  it('the one whose handler fails lets another lead', async () => {
    @Injectable()
    class Sick extends Jobs {
      override begin(): never {
        throw new Error('no database');
      }
    }
    OnLeadershipAcquired()(
      Sick.prototype,
      'begin',
      Object.getOwnPropertyDescriptor(Sick.prototype, 'begin') as TypedPropertyDescriptor<unknown>,
    );
    const sick = await replica('sick', 'shipping', {}, Sick);
    await sick.leader.waitForLeadership().catch(() => {});
    const healthy = await replica('healthy', 'shipping');
    const term = await healthy.leader.waitForLeadership();
    expect([term.identity, sick.leader.isLeader]).toEqual(['healthy', false]);
  });

  it('the one whose lease an administrator gives to another stops at once', async () => {
    const { leader, jobs } = await replica('one', 'payments');
    const term = await leader.waitForLeadership();
    const lost = once(leader as unknown as EventEmitter, 'lost');
    api.leases.edit('payments', lease => void (lease.spec!.holderIdentity = 'somebody-else'));
    const [, reason] = (await lost) as [LeadershipTerm, unknown];
    expect(reason).toMatchObject({ code: 'replaced' });
    expect([term.signal.aborted, leader.isLeader, jobs.work()]).toEqual([true, false, undefined]);
    await nextTurn();
    expect(leader.holder).toBe('somebody-else');
  });
});
