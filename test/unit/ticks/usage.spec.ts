import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Scope, type Type } from '@nestjs/common';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { LeaderElectionModule, OnlyLeader, type OnlyLeaderOptions } from '../../../lib/index.js';
import { scheduleOf } from '../../../lib/nest/jobs/scheduled-method.js';
import { type Method } from '../../../lib/nest/methods/method.js';
import { closeApps, switchedApp } from '../nest/switched-app.js';

afterEach(closeApps);

function define(options: unknown): () => void {
  return () => {
    class Jobs {
      @Cron('0 0 * * *')
      @OnlyLeader(options as OnlyLeaderOptions)
      run() {}
    }
    return Jobs;
  };
}

describe('Mistakes in @OnlyLeader({ once }) are told when the class is defined:', () => {
  it.each([
    [{ once: 'yes' }, 'Expected `once` to be true or false'],
    [{ once: true, catchup: '2h' }, 'Unknown option `catchup`; did you mean `catchUp`?'],
    [{ once: true, catchUp: 'tomorrow' }, 'Expected `catchUp` to be a duration'],
    [{ once: true, catchUp: '31d' }, 'Expected `catchUp` to be at most 720h'],
    [{ once: true, jitter: '2h' }, 'Expected `jitter` to be at most 1h'],
    [{ once: true, retryFailed: -1 }, 'Expected `retryFailed` to be a whole number from 0 to 100'],
    [{ once: true, catchUp: '721h' }, 'Expected `catchUp` to be at most 720h'],
    [{ once: true, catchUp: 2 }, "did you mean '2s'?"],
    [{ once: true, catchUp: '-1s' }, 'Expected `catchUp` to be 0 or longer'],
    [{ once: true, missed: 'some' }, "Expected `missed` to be 'latest' or 'all'"],
    [{ once: true, retryInterrupted: 1.5 }, 'Expected `retryInterrupted` to be a whole number from 0 to 100'],
    [{ once: true, catchUpNew: 1 }, 'Expected `catchUpNew` to be true or false'],
    [{ once: true, otherwise: 'skip' }, '`once` and `otherwise` do not go together'],
    [{ catchUp: '2h', missed: 'all' }, '`catchUp`, `missed` have no effect without `once: true`'],
  ])('%j', (options, message) => {
    expect(define(options)).toThrow(message);
  });

  it('all of them together', () => {
    expect(define({ once: true, catchUp: 'x', missed: 'y' })).toThrow(/`catchUp`[^]*`missed`/);
  });

  it('on a class', () => {
    expect(() => {
      @OnlyLeader({ once: true })
      class Jobs {
        @Cron('0 0 * * *')
        run() {}
      }
      return Jobs;
    }).toThrow("@OnlyLeader({ once }) belongs on a job's method, not on the class Jobs.");
  });
});

describe('Mistakes in @OnlyLeader({ once }) are told when the app starts:', () => {
  async function starting(...classes: Type[]): Promise<string> {
    const controllers = classes.filter(type => Reflect.hasMetadata('path', type));
    const providers = classes.filter(type => !controllers.includes(type));
    const app = switchedApp({ imports: [ScheduleModule.forRoot()], providers, controllers });
    return app.then(
      () => 'started',
      (error: unknown) => String(error),
    );
  }

  it('a route', async () => {
    @Controller()
    class Routes {
      @Get()
      @OnlyLeader({ once: true })
      show() {}
    }
    expect(await starting(Routes)).toContain('Routes.show is a route or a handler of messages, which has no ticks');
  });

  it('a method that no scheduler calls, or calls only once', async () => {
    @Injectable()
    class Jobs {
      @OnlyLeader({ once: true })
      plain() {}

      @Timeout(1000)
      @OnlyLeader({ once: true })
      late() {}
    }
    const message = await starting(Jobs);
    expect(message).toContain('Jobs.plain has no @Cron() or @Interval()');
    expect(message).toContain('Jobs.late has no @Cron() or @Interval()');
  });

  it('a provider of which there is not one', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Jobs {
      @Cron('0 0 * * *')
      @OnlyLeader({ once: true })
      run() {}
    }
    @Injectable()
    class User {
      constructor(readonly jobs: Jobs) {}
    }
    expect(await starting(User, Jobs)).toContain('Jobs.run: its class is request-scoped or transient');
  });

  it('two jobs of one name', async () => {
    @Injectable()
    class Jobs {
      @Interval('sweep', 60_000)
      @OnlyLeader({ once: true })
      one() {}

      @Cron('0 0 * * *', { name: 'sweep' })
      @OnlyLeader({ once: true })
      other() {}
    }
    expect(await starting(Jobs)).toContain('Jobs.other: another job, Jobs.one, is called "sweep", too');
  });

  it('a name that cannot be an annotation', async () => {
    @Injectable()
    class Jobs {
      @Cron('0 0 * * *', { name: 'send all invoices' })
      @OnlyLeader({ once: true })
      run() {}
    }
    expect(await starting(Jobs)).toContain("because it names an annotation; got 'send all invoices'");
  });

  it('more jobs than the annotations of a lease hold', async () => {
    class Jobs {}
    for (let i = 0; i < 1000; i++) {
      const name = `job-${String(i).padStart(4, '0')}-${'x'.repeat(50)}`;
      Object.defineProperty(Jobs.prototype, name, { value() {}, writable: true, configurable: true });
      const descriptor = () => Object.getOwnPropertyDescriptor(Jobs.prototype, name)!;
      const gated = descriptor();
      OnlyLeader({ once: true })(Jobs.prototype, name, gated);
      Object.defineProperty(Jobs.prototype, name, gated);
      Interval(name, 60_000)(Jobs.prototype, name, descriptor());
    }
    Injectable()(Jobs);
    expect(await starting(Jobs)).toMatch(
      /need at most \d+ bytes of its annotations.*Give some of them a lease of their own/s,
    );
  });
});

describe('A job with once', () => {
  @Injectable()
  class Jobs {
    @OnlyLeader('reports', { once: true })
    @Cron('0 0 * * *', { name: 'report', timeZone: 'Europe/Berlin', disabled: true })
    report() {}

    @Interval('sweep', 60_000)
    sweep() {}
  }

  it('may belong to another lease, stand above its schedule, and be disabled', async () => {
    const { leadership } = await switchedApp({
      imports: [ScheduleModule.forRoot(), LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [Jobs],
    });
    await leadership.for('reports').acquire();
  });

  it('is warned about where nothing would call it', async () => {
    const { logger } = await switchedApp({
      imports: [LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [Jobs],
    });
    expect(logger.of('warn')).toEqual([expect.stringContaining('would not run Jobs.report')]);
  });

  it('has its schedule where @nestjs/schedule keeps it', () => {
    const { report, sweep } = Jobs.prototype as unknown as Record<string, Method>;
    expect(scheduleOf(report)).toEqual({
      type: 'cron',
      name: 'report',
      settings: expect.objectContaining({ cronTime: '0 0 * * *', timeZone: 'Europe/Berlin', disabled: true }),
    });
    expect(scheduleOf(sweep)).toEqual({ type: 'interval', name: 'sweep', period: 60_000 });
  });
});
