import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Cron, Interval, ScheduleModule } from '@nestjs/schedule';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LeaderService, OnlyLeader } from '../../../lib/index.js';
import { closeApps, switchedApp } from '../nest/switched-app.js';
import { jobsApp, minute } from './jobs-app.js';

afterEach(closeApps);

const every10Minutes = '*/10 * * * *';
type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

/** A decorator of somebody else: around the method, asynchronous, with or without the metadata of what it wraps. */
function Wrap(log: string[], name: string, copiesMetadata = false): MethodDecorator {
  return (_target, _key, descriptor: PropertyDescriptor) => {
    const original = descriptor.value as AnyMethod;
    const wrapper = async function (this: unknown, ...args: unknown[]) {
      log.push(`${name} in`);
      await nextTurn();
      try {
        return await original.apply(this, args);
      } finally {
        log.push(`${name} out`);
      }
    };
    if (copiesMetadata) {
      for (const key of Reflect.getMetadataKeys(original) as unknown[]) {
        Reflect.defineMetadata(key, Reflect.getMetadata(key, original), wrapper);
      }
    }
    descriptor.value = wrapper;
  };
}

const log: string[] = [];

describe('A job that other decorators wrap runs through all of them, once for each tick:', () => {
  const cases: Record<string, MethodDecorator[]> = {
    'above, below the schedule': [
      Cron(every10Minutes, { name: 'job' }),
      Wrap(log, 'above'),
      OnlyLeader({ once: true }),
      Wrap(log, 'below'),
    ],
    'above, copying metadata, below the schedule': [
      Cron(every10Minutes, { name: 'job' }),
      Wrap(log, 'above', true),
      OnlyLeader({ once: true }),
      Wrap(log, 'below', true),
    ],
    'above the schedule, copying metadata': [
      Wrap(log, 'above', true),
      Cron(every10Minutes, { name: 'job' }),
      OnlyLeader({ once: true }),
      Wrap(log, 'below'),
    ],
    'below, with the schedule below, copying metadata': [
      OnlyLeader({ once: true }),
      Wrap(log, 'below', true),
      Cron(every10Minutes, { name: 'job' }),
    ],
  };

  it.each(Object.entries(cases))('%s', async (_name, decorators) => {
    log.length = 0;
    @Injectable()
    class Jobs {
      constructor(readonly leader: LeaderService) {}

      async run() {
        await nextTurn();
        log.push(`ran ${this.leader.currentRun!.scheduledAt!.toISOString().slice(11, 16)}`);
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Jobs.prototype, 'run')!;
    Object.defineProperty(Jobs.prototype, 'run', Reflect.decorate(decorators, Jobs.prototype, 'run', descriptor));
    const { leadership, clock, ticks, module } = await jobsApp(Jobs);
    await leadership.acquire();
    await clock.advance(10 * minute);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    const expected = ['above in', 'below in', 'ran 21:40', 'below out', 'above out'];
    const above = log.includes('above in');
    expect(log).toEqual(above ? expected : expected.slice(1, 4));
    // As the scheduler calls it: nothing is due any more.
    await module.get(Jobs).run();
    expect(log.filter(line => line.startsWith('ran'))).toEqual(['ran 21:40']);
    expect(ticks()).toEqual(['21:40 done 1']);
  });

  it('one that keeps a context of its own, and one that tries again', async () => {
    const requests = new AsyncLocalStorage<string>();
    const ran: unknown[] = [];
    const InContext: MethodDecorator = (_t, _k, descriptor: PropertyDescriptor) => {
      const original = descriptor.value as AnyMethod;
      descriptor.value = function (this: unknown) {
        return requests.run('request', () => original.call(this));
      };
    };
    const Retry: MethodDecorator = (_t, _k, descriptor: PropertyDescriptor) => {
      const original = descriptor.value as () => Promise<unknown>;
      descriptor.value = async function (this: unknown) {
        return original.call(this as never).catch(() => original.call(this as never));
      };
    };
    @Injectable()
    class Jobs {
      @Cron(every10Minutes)
      @Retry
      @InContext
      @OnlyLeader({ once: true })
      async run() {
        ran.push(requests.getStore());
        await nextTurn();
        if (ran.length === 1) throw new Error('the first time');
      }
    }
    const { leadership, clock, ticks } = await jobsApp(Jobs);
    await leadership.acquire();
    await clock.advance(10 * minute);
    await nextTurn();
    await clock.advance(0);
    expect([ran, ticks()]).toEqual([['request', 'request'], ['21:40 done 1']]);
  });

  it('one that does not call it fails, in words that can be followed', async () => {
    const Swallow: MethodDecorator = (_t, _k, descriptor: PropertyDescriptor) => {
      descriptor.value = async () => {};
    };
    @Injectable()
    class Jobs {
      @Cron(every10Minutes)
      @Swallow
      @OnlyLeader({ once: true })
      async run() {}
    }
    const { leadership, clock, ticks, logger } = await jobsApp(Jobs);
    await leadership.acquire();
    await clock.advance(10 * minute);
    expect(ticks()).toEqual(['21:40 failed 1']);
    expect(logger.of('error')[0]).toContain('Jobs.run has decorators above @OnlyLeader({ once }) that did not call it');
  });
});

describe('A job', () => {
  it('of a subclass may call that of its base class, which has `once`, too', async () => {
    const ran: string[] = [];
    @Injectable()
    class Base {
      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      async run() {
        await nextTurn();
        ran.push('base');
      }
    }
    @Injectable()
    class Sub extends Base {
      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      override async run() {
        ran.push('sub');
        await super.run();
      }
    }
    const { leadership, clock, ticks } = await jobsApp(Sub);
    await leadership.acquire();
    await clock.advance(10 * minute);
    await nextTurn();
    expect([ran, ticks()]).toEqual([['sub', 'base'], ['21:40 done 1']]);
  });

  it('of a subclass that has a schedule without the decorator is refused when the app starts', async () => {
    @Injectable()
    class Base {
      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      async run() {}
    }
    @Injectable()
    class Sub extends Base {
      @Cron(every10Minutes)
      override async run() {
        await super.run();
      }
    }
    await expect(jobsApp(Sub)).rejects.toThrow('Sub.run overrides Base.run, which has @OnlyLeader({ once })');
    @Injectable()
    class SwitchedOff extends Base {
      override async run() {}
    }
    await jobsApp(SwitchedOff);
  });

  it('runs on a Proxy of its instance, and through an alias', async () => {
    const ran: string[] = [];
    @Injectable()
    class Jobs {
      constructor(readonly leader: LeaderService) {}

      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      async run() {
        ran.push('ran');
      }
    }
    const traced = {
      provide: Jobs,
      useFactory: (leader: LeaderService) =>
        new Proxy(new Jobs(leader), {
          get: (target, key, receiver) => Reflect.get(target, key, receiver) as unknown,
        }),
      inject: [LeaderService],
    };
    const { leadership, clock, ticks, module } = await jobsApp([traced, { provide: 'alias', useExisting: Jobs }]);
    await leadership.acquire();
    await clock.advance(10 * minute);
    await module.get<Jobs>('alias').run();
    expect([ran, ticks()]).toEqual([['ran'], ['21:40 done 1']]);
  });

  it('of a provider in two modules is refused when the app starts', async () => {
    @Injectable()
    class Jobs {
      @Interval(10 * minute)
      @OnlyLeader({ once: true })
      run() {}
    }
    @Module({ providers: [Jobs] })
    class One {}
    @Module({ providers: [Jobs] })
    class Other {}
    const app = switchedApp({ imports: [ScheduleModule.forRoot(), One, Other] });
    await expect(app).rejects.toThrow(
      'Jobs.run: there are two instances of Jobs (in One and Other), and both would be the job "Jobs.run". If it is a provider ' +
        'of two modules, provide it in one, export it there, and import that module in the other;',
    );
  });

  it('whose schedule a decorator hides is refused when the app starts', async () => {
    @Injectable()
    class Jobs {
      @Wrap([], 'hides')
      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      async run() {}
    }
    await expect(jobsApp(Jobs)).rejects.toThrow('or a decorator above those hides them from the scheduler');
  });

  it('that the leader does not know is an error, and not "this process does not lead"', async () => {
    @Injectable()
    class Jobs {
      constructor(readonly leader: LeaderService) {}

      @Cron(every10Minutes)
      @OnlyLeader({ once: true })
      async run() {}
    }
    const { leadership, module, logger } = await jobsApp(Jobs);
    const stranger = await module.get(ModuleRef).create(Jobs);
    await stranger.run();
    await leadership.acquire();
    await expect(stranger.run()).rejects.toMatchObject({ code: 'unknownJob' });
    expect(logger.of('debug').filter(line => line.includes('does not lead'))).toHaveLength(1);
  });
});
