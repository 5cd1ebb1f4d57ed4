import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { MessagePattern } from '@nestjs/microservices';
import { Cron, Interval, ScheduleModule } from '@nestjs/schedule';
import {
  LeaderElectionModule,
  LeaderGuard,
  LeaderService,
  getLeaderToken,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from '../../../lib/index.js';
import { Traced } from '../../support/traced.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

const reports = LeaderElectionModule.forFeature({ name: 'reports' });
const schedule = () => ScheduleModule.forRoot();

describe('LeaderService.gates()', () => {
  @Controller('jobs')
  class Jobs {
    @Cron('0 0 * * *', { timeZone: 'Europe/Berlin' })
    @Traced
    @OnlyLeader()
    nightly() {}

    @OnlyLeader('reports')
    @Interval(30_000)
    often() {}

    @Cron('5 * * * *', { name: 'hourly' })
    @OnlyLeader({ once: true })
    hourly() {}

    @Get()
    @OnlyLeader()
    show() {}

    @OnlyLeader({ otherwise: 'throw' })
    strict() {}

    @OnEvent('order')
    @OnlyLeader()
    heard() {}

    @OnLeadershipAcquired('reports')
    begin() {}

    @OnLeadershipLost()
    end() {}
  }

  it('lists what each lease decides about, and the app logs it at debug level', async () => {
    const { module, logger } = await switchedApp({
      imports: [schedule(), EventEmitterModule.forRoot(), reports],
      controllers: [Jobs],
    });
    const row = (call: string, rest: object) => ({
      call: `Jobs.${call}`,
      decorator: '@OnlyLeader()',
      leaseName: 'billing',
      kind: undefined,
      schedule: undefined,
      wrappers: [],
      module: 'RootTestModule',
      ...rest,
    });
    expect(module.get(LeaderService).gates()).toEqual([
      row('nightly', {
        kind: 'scheduled job',
        schedule: '0 0 * * * (Europe/Berlin)',
        mode: 'skip',
        wrappers: ['traced'],
      }),
      row('hourly', { kind: 'scheduled job', schedule: '5 * * * *', mode: 'once' }),
      row('show', { kind: 'route', mode: 'refuse' }),
      row('strict', { mode: 'refuse' }),
      row('heard', { kind: 'event', mode: 'skip' }),
      row('end', { decorator: '@OnLeadershipLost()', mode: 'handler' }),
    ]);
    const inReports = { leaseName: 'billing-reports' };
    expect(module.get<LeaderService>(getLeaderToken('reports')).gates()).toEqual([
      row('often', {
        ...inReports,
        decorator: "@OnlyLeader('reports')",
        kind: 'scheduled job',
        schedule: 'every 30s',
        mode: 'skip',
      }),
      row('begin', { ...inReports, decorator: "@OnLeadershipAcquired('reports')", mode: 'handler' }),
    ]);
    expect(logger.of('debug')).toContain(
      'debug Lease "billing": @OnlyLeader() Jobs.nightly (scheduled job 0 0 * * * (Europe/Berlin)): skipped if this ' +
        'process does not lead, wrapped by traced.',
    );
    expect(logger.of('debug')).toHaveLength(8);
    expect(logger.of('warn')).toEqual([]);
  });

  it('says that the leader alone answers a message that every replica gets', async () => {
    @Controller()
    class Messages {
      @MessagePattern('asked')
      @OnlyLeader()
      asked() {}

      @MessagePattern('asked, skip')
      @OnlyLeader({ otherwise: 'skip' })
      left() {}

      @MessagePattern('asked, throw')
      @OnlyLeader({ otherwise: 'throw' })
      refused() {}
    }
    const { logger } = await switchedApp({ controllers: [Messages] });
    expect(logger.of('debug')).toEqual([
      'debug Lease "billing": @OnlyLeader() Messages.asked (message): refused if this process does not lead (over Redis, ' +
        'left to the leader).',
      'debug Lease "billing": @OnlyLeader() Messages.left (message): left to the leader if this process does not lead.',
      'debug Lease "billing": @OnlyLeader() Messages.refused (message): refused if this process does not lead.',
    ]);
  });

  it('shows the wrappers of other decorators, as far as they can be seen: above, between and below ours', async () => {
    const wrap =
      (name: string, link?: string) => (_target: object, _key: string | symbol, descriptor: PropertyDescriptor) => {
        const method = descriptor.value as (...args: unknown[]) => unknown;
        const wrapper = { [name]: (...args: unknown[]) => method(...args) }[name];
        descriptor.value = link === undefined ? wrapper : Object.assign(wrapper, { [link]: method });
      };
    const Proxied = (_target: object, _key: string | symbol, descriptor: PropertyDescriptor) =>
      void (descriptor.value = new Proxy(descriptor.value as object, {}));

    @Injectable()
    class Jobs {
      @wrap('outermost', '__sentry_original__')
      @wrap('second', '__original')
      @OnlyLeader()
      @wrap('between')
      @wrap('hidden')
      @OnlyLeader('reports')
      @wrap('below')
      gated() {}

      @wrap('')
      @OnLeadershipLost()
      @Proxied
      handler() {}

      @Proxied
      @OnlyLeader({ otherwise: 'skip' })
      proxied() {}

      @wrap('disguised')
      @OnlyLeader({ otherwise: 'skip' })
      disguised() {}

      @OnlyLeader({ otherwise: 'skip' })
      bare() {}
    }
    const { module } = await switchedApp({ imports: [reports], providers: [Jobs] });
    const seen = (token: ReturnType<typeof getLeaderToken>) =>
      module
        .get<LeaderService>(token)
        .gates()
        .map(({ call, wrappers }) => [call, wrappers]);
    const gated = ['Jobs.gated', ['outermost', 'second', 'between', 'below']];
    expect(seen(getLeaderToken())).toEqual([
      gated,
      ['Jobs.handler', ['a function without a name', 'a Proxy of handler']],
      ['Jobs.proxied', ['a Proxy of proxied']],
      ['Jobs.disguised', ['a function of the same name']],
      ['Jobs.bare', []],
    ]);
    expect(seen(getLeaderToken('reports'))).toEqual([gated]);
  });

  it('is empty for an app without any', async () => {
    const { module } = await switchedApp({});
    expect(module.get(LeaderService).gates()).toEqual([]);
  });
});

describe('An app is warned when it starts', () => {
  @Injectable()
  class Nightly {
    @Cron('0 0 * * *')
    @OnlyLeader()
    run() {}
  }

  it('of a gated job that no scheduler calls', async () => {
    const { logger } = await switchedApp({ providers: [Nightly] });
    expect(logger.of('warn')).toEqual([
      'warn Nothing will ever run Nightly.run: this app does not import ScheduleModule.forRoot() of @nestjs/schedule.',
    ]);
  });

  it('of a gated listener to whom nobody emits', async () => {
    @Injectable()
    class Listener {
      @OnEvent('order')
      @OnlyLeader()
      heard() {}
    }
    const { logger } = await switchedApp({ providers: [Listener] });
    expect(logger.of('warn')).toEqual([
      'warn Nothing will ever call Listener.heard: this app does not import EventEmitterModule.forRoot() of ' +
        '@nestjs/event-emitter.',
    ]);
  });

  it('of gated routes and message handlers of a class that is not a controller', async () => {
    class Routes {
      @Get('a')
      @OnlyLeader()
      a() {}

      @MessagePattern('b')
      @OnlyLeader()
      b() {}
    }
    const { logger } = await switchedApp({ providers: [Routes] });
    expect(logger.of('warn')).toEqual([
      'warn Nothing will ever call Routes.a, Routes.b: Routes is not a controller, and Nest looks for routes and message ' +
        'handlers in controllers only. Decorate it with @Controller(), and list it under `controllers` of its module.',
    ]);
    Controller()(Routes);
    const both = await switchedApp({ controllers: [Routes], providers: [Routes] });
    expect(both.logger.of('warn')).toEqual([]);
  });

  it('of two schedulers, of which each runs every job', async () => {
    @Module({ imports: [ScheduleModule.forRoot({ timeouts: false })] })
    class Other {}
    const { logger } = await switchedApp({ imports: [schedule(), Other], providers: [Nightly] });
    expect(logger.of('warn')).toEqual([
      expect.stringMatching(/^warn ScheduleModule\.forRoot\(\) is imported 2 times, and each of them runs every job/),
    ]);
  });

  it('of a class that two modules provide, and in which', async () => {
    @Injectable()
    class Listener {
      @OnEvent('order')
      @OnlyLeader()
      heard() {}

      @OnLeadershipAcquired()
      begin() {}
    }
    @Module({ providers: [Nightly, Listener] })
    class BillingModule {}
    @Module({ providers: [Nightly, Listener], exports: [Nightly] })
    class ReportsModule {}
    const { logger } = await switchedApp({
      imports: [schedule(), EventEmitterModule.forRoot(), BillingModule, ReportsModule],
    });
    const words = (name: string, calls: string) =>
      `warn ${name} is provided 2 times in this process (in BillingModule and ReportsModule), and each instance has its own ` +
      `calls of ${calls}. Provide it in one module, export it there, and import that module in the others.`;
    expect(logger.of('warn').sort()).toEqual([
      words('Listener', 'Listener.heard, Listener.begin'),
      words('Nightly', 'Nightly.run'),
    ]);
  });

  it('of nothing if a class is provided once and used in two modules', async () => {
    @Module({ providers: [Nightly], exports: [Nightly] })
    class BillingModule {}
    @Module({ imports: [BillingModule], providers: [{ provide: 'alias', useExisting: Nightly }] })
    class ReportsModule {}
    const { logger } = await switchedApp({ imports: [schedule(), BillingModule, ReportsModule] });
    expect(logger.of('warn')).toEqual([]);
  });

  it('of a decorator that hides from Nest what it wraps', async () => {
    @Injectable()
    class Hidden {
      @Traced
      @OnlyLeader()
      @Cron('0 0 * * *')
      run() {}
    }
    const { logger } = await switchedApp({ imports: [schedule()], providers: [Hidden] });
    expect(logger.of('warn')).toEqual([
      'warn Nest does not see that Hidden.run is a scheduled job, so it never calls it as one: a decorator above put a ' +
        'function (traced) in its place, without its metadata. Put that decorator below those of Nest.',
    ]);
  });
});

describe('A LeaderGuard where Nest asks no guards', () => {
  it.each([
    ['a job', Cron('0 0 * * *'), 'a scheduled job'],
    ['a listener', OnEvent('order'), 'an event'],
    ['a handler', OnLeadershipAcquired(), 'a handler of the election'],
  ])('does not let the app start: on %s', async (_, decorator, what) => {
    class Jobs {
      run() {}
    }
    const descriptor = Object.getOwnPropertyDescriptor(Jobs.prototype, 'run')!;
    decorator(Jobs.prototype, 'run', descriptor);
    for (const guard of [LeaderGuard, LeaderGuard('reports')]) {
      UseGuards(guard)(Jobs.prototype, 'run', descriptor);
      await expect(switchedApp({ imports: [schedule(), reports], providers: [Jobs] })).rejects.toThrow(
        `LeaderGuard has no effect on Jobs.run, which is ${what}: Nest asks no guards before it.`,
      );
    }
  });

  it('does not let the app start: on a hook, and on a class of jobs', async () => {
    class Hooked {
      @UseGuards(LeaderGuard)
      onApplicationBootstrap() {}
    }
    await expect(switchedApp({ providers: [Hooked] })).rejects.toThrow(
      'Hooked.onApplicationBootstrap, which is a hook',
    );
    @UseGuards(LeaderGuard)
    class Jobs {
      @Interval(1000)
      run() {}
    }
    await expect(switchedApp({ imports: [schedule()], providers: [Jobs] })).rejects.toThrow('no effect on Jobs.run');
  });

  it('is warned of where it has an effect elsewhere in the class, or nobody knows what calls the method', async () => {
    @Controller('mixed')
    @UseGuards(LeaderGuard)
    class Mixed {
      @Get()
      show() {}

      @Interval(100_000)
      run() {}

      helper() {}
    }
    @Injectable()
    class Plain {
      @UseGuards(LeaderGuard)
      work() {}
    }
    const { logger } = await switchedApp({ imports: [schedule()], controllers: [Mixed], providers: [Plain] });
    expect(logger.of('warn')).toEqual([
      expect.stringContaining('no effect on Mixed.run, which is a scheduled job'),
      expect.stringContaining('no effect on Plain.work, which is neither a route nor a message'),
    ]);
  });
});
