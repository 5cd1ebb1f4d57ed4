import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  InjectLeader,
  LeaderElectionModule,
  LeaderService,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

const reports = () => LeaderElectionModule.forFeature({ name: 'reports' });

describe('A module that is loaded while the app runs', () => {
  it('may register a lease, which campaigns from then on', async () => {
    @Injectable()
    class Jobs {
      constructor(@InjectLeader('reports') readonly leader: LeaderService) {}

      @OnlyLeader('reports')
      run() {
        return 'ran';
      }
    }
    @Module({ imports: [reports()], providers: [Jobs] })
    class ReportsModule {}
    const { module } = await switchedApp({}, { leading: true });
    const jobs = (await module.get(LazyModuleLoader).load(() => ReportsModule)).get(Jobs);
    expect([jobs.leader.leaseName, jobs.leader.isLeader, jobs.run()]).toEqual(['billing-reports', true, 'ran']);
    await module.close();
    expect(jobs.leader.isLeader).toBe(false);
  });

  it('has its handlers called: of the term there is, and of later ones', async () => {
    const calls: string[] = [];
    @Injectable()
    class Consumer {
      @OnLeadershipAcquired()
      begin() {
        calls.push('acquired');
      }

      @OnLeadershipLost()
      end() {
        calls.push('lost');
      }
    }
    @Module({ providers: [Consumer] })
    class ConsumerModule {}
    const { module, leadership } = await switchedApp({});
    await leadership.acquire();
    await module.get(LazyModuleLoader).load(() => ConsumerModule);
    await nextTurn();
    expect(calls).toEqual(['acquired']);
    await leadership.lose();
    await leadership.acquire();
    expect(calls).toEqual(['acquired', 'lost', 'acquired']);
    expect(module.get(LeaderService).gates()).toHaveLength(2);
  });

  it('is told in the log that its jobs never run', async () => {
    @Injectable()
    class Jobs {
      @Interval(100_000)
      @OnlyLeader()
      run() {}

      @Interval(100_000)
      @OnlyLeader({ once: true })
      tick() {}
    }
    @Module({ providers: [Jobs] })
    class JobsModule {}
    const { module, logger } = await switchedApp({ imports: [ScheduleModule.forRoot()] });
    await module.get(LazyModuleLoader).load(() => JobsModule);
    await nextTurn();
    expect(logger.of('error')).toEqual([
      expect.stringMatching(/^error Nothing will ever run Jobs\.run, Jobs\.tick: a module that was loaded lazily/),
    ]);
  });
});

describe('A handler in an app without LeaderElectionModule', () => {
  it('does not let the app start, since nothing would call it', async () => {
    @Injectable()
    class Consumer {
      @OnLeadershipAcquired()
      begin() {}
    }
    await expect(Test.createTestingModule({ providers: [Consumer] }).compile()).rejects.toThrow(
      '@OnLeadershipAcquired() on Consumer.begin, import LeaderElectionModule.forRoot()',
    );
  });
});
