import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LeaderElectionModule, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { LeadershipSwitch } from '../../../lib/testing/leadership-switch.js';

@Injectable()
class Health {
  isReady = true;
}

@Injectable()
class Jobs {
  constructor(readonly leader: LeaderService) {}

  @OnlyLeader()
  work() {
    return 'worked';
  }

  @OnlyLeader('reports')
  report() {
    return 'reported';
  }
}

@Module({ providers: [Health], exports: [Health] })
class HealthModule {}

/** As an app that asks one of its own providers, and that only observes its second lease. */
@Module({
  imports: [
    HealthModule,
    LeaderElectionModule.forRootAsync({
      imports: [HealthModule],
      inject: [Health],
      useFactory: (health: Health) => ({
        connection: 'none' as const,
        logger: false as const,
        eligible: () => health.isReady,
      }),
    }),
    LeaderElectionModule.forFeatureAsync({ name: 'reports', useFactory: () => ({ eligible: false }) }),
  ],
  providers: [Jobs],
})
class AppModule {}

describe('`eligible` in a Nest app', () => {
  it('is a function that asks a provider of the app; a second lease has one of its own', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    await module.init();
    const jobs = module.get(Jobs);
    expect([jobs.work(), jobs.report()]).toEqual(['worked', undefined]);

    const reasons: string[] = [];
    jobs.leader.on('lost', (_term, { code }) => reasons.push(code));
    module.get(Health).isReady = false;
    expect(jobs.work()).toBe('worked'); // not asked yet
    jobs.leader.reconsider();
    expect([jobs.work(), jobs.leader.isLeader, reasons]).toEqual([undefined, false, ['ineligible']]);
    await module.close();
  });

  it('is known to the switch of a test: reconsider() ends the term, and an observer never leads', async () => {
    const leadership = new LeadershipSwitch({ leading: true });
    const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
    await module.init();
    const jobs = module.get(Jobs);
    expect([jobs.work(), jobs.report()]).toEqual(['worked', undefined]);
    await expect(leadership.for('reports').acquire()).rejects.toMatchObject({
      code: 'ineligible',
      message: expect.stringContaining('an observer of the lease "nodejs-leader-election-reports"'),
    });

    jobs.leader.reconsider();
    expect(jobs.work()).toBe('worked');
    module.get(Health).isReady = false;
    jobs.leader.reconsider();
    expect(jobs.work()).toBeUndefined();
    await leadership.lose();

    module.get(Health).isReady = true;
    await leadership.acquire();
    await jobs.leader.stepDown({ to: 'billing-2' });
    expect([leadership.lastSuccessor(), leadership.lastCooldown()]).toEqual(['billing-2', 4_000]);
    await expect(jobs.leader.stepDown({ to: '' })).rejects.toMatchObject({ code: 'invalidOptions' });
    await module.close();
  });
});
