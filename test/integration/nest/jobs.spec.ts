import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Logger, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { OnlyLeader } from '../../../lib/index.js';
import { closeApps, startedApp } from './started-app.js';

afterEach(closeApps);

/** Counts calls, and lets a test wait for the next ones. */
class Counter {
  private count = 0;
  private readonly waiting: { until: number; resolve: () => void }[] = [];

  get calls() {
    return this.count;
  }

  add() {
    this.count++;
    for (const { until, resolve } of this.waiting) if (this.count >= until) resolve();
  }

  more(calls: number): Promise<void> {
    return new Promise(resolve => this.waiting.push({ until: this.count + calls, resolve }));
  }
}

function gatedJobs() {
  const gated = { above: new Counter(), below: new Counter(), cron: new Counter(), timeout: new Counter() };
  const beat = new Counter();

  @Injectable()
  class Jobs {
    @OnlyLeader()
    @Interval(5)
    above() {
      gated.above.add();
    }

    @Interval(5)
    @OnlyLeader()
    async below() {
      gated.below.add();
    }

    @Cron('* * * * * *')
    @OnlyLeader()
    cron() {
      gated.cron.add();
    }

    @Timeout(5)
    @OnlyLeader()
    timeout() {
      gated.timeout.add();
    }

    @Interval(5)
    beat() {
      beat.add();
    }
  }
  return { Jobs, gated, beat };
}

describe('A scheduled job with @OnlyLeader()', () => {
  it('is skipped while another process leads, and runs from when this one does, above and below @Interval', async () => {
    const { Jobs, gated, beat } = gatedJobs();
    const { leadership } = await startedApp({ imports: [ScheduleModule.forRoot()], providers: [Jobs] });
    await beat.more(5);
    expect([gated.above.calls, gated.below.calls, gated.timeout.calls]).toEqual([0, 0, 0]);
    await leadership.acquire();
    await Promise.all([gated.above.more(2), gated.below.more(2), gated.cron.more(1)]);
    await leadership.lose();
    const calls = [gated.above.calls, gated.below.calls];
    await beat.more(5);
    expect([gated.above.calls, gated.below.calls]).toEqual(calls);
  });

  it("runs at the app's own @Timeout where it leads from the start", async () => {
    const { Jobs, gated } = gatedJobs();
    const timeout = gated.timeout.more(1);
    await startedApp({ imports: [ScheduleModule.forRoot()], providers: [Jobs] }, { leading: true });
    await timeout;
  });

  it('of a transient provider is refused, because schedule calls it on no real instance', async () => {
    const refused: unknown[] = [];
    const tick = new Counter();

    @Injectable({ scope: Scope.TRANSIENT })
    class Jobs {
      @Interval(5)
      @OnlyLeader()
      async work() {
        tick.add();
      }
    }
    @Injectable()
    class User {
      constructor(readonly jobs: Jobs) {}
    }
    const logged = new Counter();
    await startedApp({ imports: [ScheduleModule.forRoot()], providers: [Jobs, User] }, { leading: true }, () => {
      const error = (message: unknown) => {
        refused.push(message);
        logged.add();
      };
      Logger.overrideLogger({ log: () => {}, warn: () => {}, debug: () => {}, error });
    });
    await logged.more(2);
    expect(refused[0]).toMatchObject({ name: 'UnreadyGateError', code: 'unreadyGate' });
    expect(tick.calls).toBe(0);
  });
});

describe('A listener with @OnlyLeader()', () => {
  it('is skipped while another process leads, above and below @OnEvent', async () => {
    const heard: string[] = [];

    @Injectable()
    class Listeners {
      @OnEvent('order')
      @OnlyLeader()
      above(what: string) {
        heard.push(`above ${what}`);
      }

      @OnlyLeader()
      @OnEvent('order')
      async below(what: string) {
        heard.push(`below ${what}`);
      }
    }
    const { app, leadership } = await startedApp({ imports: [EventEmitterModule.forRoot()], providers: [Listeners] });
    const emitter = app.get(EventEmitter2);
    await emitter.emitAsync('order', 'early');
    await leadership.acquire();
    await emitter.emitAsync('order', 'now');
    expect(heard).toEqual(['above now', 'below now']);
  });
});
