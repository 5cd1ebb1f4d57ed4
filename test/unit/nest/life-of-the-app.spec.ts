import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Global,
  Injectable,
  Module,
  type ModuleMetadata,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  LeaderService,
  type LeadershipTerm,
  OnLeadershipAcquired,
  OnLeadershipLost,
} from '../../../lib/index.js';
import { LeaderLifecycleModule } from '../../../lib/nest/lifecycle/leader-lifecycle.module.js';
import { LeaseApiServer } from '../../../lib/testing/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const alone = { connection: 'none', logger: false, leaseName: 'billing' } as const;
const signals = ['SIGINT', 'SIGTERM'] as const;
const listeners = () => signals.map(signal => process.listeners(signal).length);

/** What a process without other listeners does on a signal, where we can watch it. */
const kill = jest.spyOn(process, 'kill');
let before: number[];

beforeEach(() => {
  kill.mockReset().mockReturnValue(true);
  before = listeners();
});

afterEach(() => {
  expect(listeners()).toEqual(before); // nothing is ever left behind
});

const order: string[] = [];

@Injectable()
abstract class Noting implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  abstract readonly name: string;

  constructor(readonly leader: LeaderService) {}

  onModuleInit() {
    order.push(`${this.name} init ${this.leader.isLeader}`);
  }

  onApplicationBootstrap() {
    order.push(`${this.name} bootstrap ${this.leader.isLeader}`);
  }

  onModuleDestroy() {
    order.push(`${this.name} destroy ${this.leader.isLeader}`);
  }
}

@Injectable()
class Everywhere extends Noting {
  readonly name = 'global';
}

@Global()
@Module({ providers: [Everywhere], exports: [Everywhere] })
class EverywhereModule {}

@Injectable()
class Deep extends Noting {
  readonly name = 'deep';
}

@Module({ providers: [Deep] })
class DeepModule {}

@Injectable()
class Root extends Noting {
  readonly name = 'root';

  @OnLeadershipAcquired()
  async consume(term: LeadershipTerm) {
    order.push('acquired');
    await new Promise(resolve => term.endingSignal.addEventListener('abort', resolve));
    await nextTurn();
    order.push('drained');
  }

  @OnLeadershipLost()
  async lost() {
    order.push('lost');
    await nextTurn();
    order.push('closed');
  }
}

async function app(metadata: ModuleMetadata, options: LeaderElectionModuleOptions = {}) {
  order.length = 0;
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [LeaderElectionModule.forRoot({ ...alone, ...options }), ...(metadata.imports ?? [])],
  }).compile();
  return module;
}

/** Nest 11 calls no hooks then, and throws what the start threw; Nest 12 closes. */
const closeFailed = (module: { close(): Promise<void> }) => module.close().catch(() => {});

const wholeLife = [
  'acquired',
  'drained',
  'lost',
  'closed',
  'root destroy false',
  'deep destroy false',
  'global destroy false',
];

describe('The election of an app', () => {
  it('starts when every provider has started, and drains before the first is destroyed', async () => {
    const module = await app({ imports: [EverywhereModule, DeepModule], providers: [Root] });
    await module.init();
    expect(module.get(LeaderService).isLeader).toBe(true);
    await module.close();
    expect(order.slice(0, 6).every(step => step.endsWith('false'))).toBe(true);
    expect(order.slice(6)).toEqual(wholeLife);
  });

  it('has this place because Nest sorts modules by a distance that can be set', async () => {
    const module = await app({ imports: [EverywhereModule, DeepModule], providers: [Root] });
    const modules = [...module.get(ModulesContainer).values()];
    const distances = modules.map(({ metatype, distance }) => [metatype, distance] as const);
    const own = distances.find(([metatype]) => metatype === LeaderLifecycleModule)!;
    expect(own[1]).toBe(-1);
    expect(distances.filter(([, distance]) => distance <= own[1])).toEqual([own]);
    await module.close();
  });

  it('ends once where the app is closed twice at the same time', async () => {
    const module = await app({ imports: [EverywhereModule, DeepModule], providers: [Root] });
    await module.init();
    await Promise.all([module.close(), module.close()]);
    expect(order.filter(step => step === 'lost')).toHaveLength(1);
    await module.close();
  });

  it('never starts where another provider fails to start', async () => {
    @Injectable()
    class Failing implements OnApplicationBootstrap {
      onApplicationBootstrap() {
        throw new Error('no database');
      }
    }
    const module = await app({ providers: [Root, Failing] });
    await expect(module.init()).rejects.toThrow('no database');
    expect(module.get(LeaderService).isLeader).toBe(false);
    await closeFailed(module);
    expect(order).not.toContain('acquired');
    // Nest 11 tells nobody that the app has failed: until a signal comes, which is passed on at once, it is listened to.
    process.emit('SIGTERM', 'SIGTERM');
    await nextTurn();
    expect(listeners()).toEqual(before);
  });

  it('never starts where the app was closed while it was starting', async () => {
    let closing: Promise<void> | undefined;
    @Injectable()
    class Closing implements OnApplicationBootstrap {
      onApplicationBootstrap() {
        closing = httpApp.close();
      }
    }
    const httpApp = (await app({ providers: [Root, Closing] })).createNestApplication();
    await expect(httpApp.init()).rejects.toThrow('The app was closed while it was starting.');
    await closing;
    expect(order).not.toContain('acquired');
  });

  it('waits for handlers of the loss no longer than drainTimeout, and says which', async () => {
    @Injectable()
    class Stuck {
      @OnLeadershipLost()
      never() {
        return new Promise(() => {});
      }
    }
    const logger = new RecordingLogger();
    const module = await app({ providers: [Stuck] }, { logger, drainTimeout: '100ms' });
    await module.init();
    await module.close();
    expect(logger.of('warn')).toEqual([
      'warn Not waiting any longer for @OnLeadershipLost() of Stuck.never: not done within 100 ms.',
    ]);
  });
});

describe('A signal', () => {
  let api: LeaseApiServer;

  beforeEach(async () => {
    api = new LeaseApiServer();
    await api.listen();
  });
  afterEach(() => api.close());

  const leadingApp = (metadata: ModuleMetadata) => app(metadata, { connection: { server: api.url } });

  it('ends the term and then the process, where the app enabled no shutdown hooks', async () => {
    const module = await leadingApp({ providers: [Root] });
    await module.init();
    await module.get(LeaderService).waitForLeadership();
    process.emit('SIGTERM', 'SIGTERM');
    while (kill.mock.calls.length === 0) await nextTurn();
    expect(order.slice(2)).toEqual(['acquired', 'drained', 'lost', 'closed']);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
    expect(listeners()).toEqual(before);
    await module.close();
  });

  it('ends the term first and the process once, where the app enabled them', async () => {
    const module = await leadingApp({ imports: [EverywhereModule, DeepModule], providers: [Root] });
    module.enableShutdownHooks();
    await module.init();
    await module.get(LeaderService).waitForLeadership();
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGTERM', 'SIGTERM');
    while (kill.mock.calls.length === 0) await nextTurn();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(order.slice(6)).toEqual(wholeLife);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });

  it.each([true, false])(
    'ends the process without waiting for work, where no lease is at stake (shutdown hooks: %s)',
    async hooks => {
      const module = await app({ providers: [Root] });
      if (hooks) module.enableShutdownHooks();
      await module.init();
      let finish = () => {};
      const work = module.get(LeaderService).run(() => new Promise<void>(resolve => (finish = resolve)));
      process.emit('SIGTERM', 'SIGTERM');
      while (kill.mock.calls.length === 0) await nextTurn();
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
      finish();
      await work;
      await module.close();
    },
  );

  it('is left to the app with `autoClose: false`', async () => {
    const module = await app({ providers: [Root] }, { autoClose: false });
    await module.init();
    expect(listeners()).toEqual(before);
    await module.close();
  });

  it('stops the leases of two apps, and ends the process once', async () => {
    const apps = [await app({ providers: [Root] }), await app({ providers: [Root] })];
    for (const module of apps) await module.init();
    process.emit('SIGINT', 'SIGINT');
    while (kill.mock.calls.length === 0) await nextTurn();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
    expect(apps.map(module => module.get(LeaderService).isLeader)).toEqual([false, false]);
    for (const module of apps) await module.close();
  });
});

describe('An app with `waitForLeader`', () => {
  /** Nobody listens there. */
  const unreachable = { connection: { server: 'http://127.0.0.1:1' }, waitForLeader: true } as const;

  it('has a leader when it has started', async () => {
    const module = await app({}, { waitForLeader: true });
    await module.init();
    expect(module.get(LeaderService).holder).toBe(module.get(LeaderService).identity);
    await module.close();
  });

  it('fails to start if it is closed while it waits', async () => {
    const httpApp = (await app({}, unreachable)).createNestApplication();
    const starting = httpApp.init();
    const failed = expect(starting).rejects.toThrow('stopped');
    await nextTurn();
    await httpApp.close();
    await failed;
  });

  it('fails to start when no leader is known in time, and leaves nothing behind', async () => {
    const module = await app({}, { ...unreachable, waitForLeader: '100ms' });
    await expect(module.init()).rejects.toThrow(/No leader .* within 100ms/);
    expect(listeners()).toEqual(before);
    await closeFailed(module);
  });

  it('can be stopped by a signal before it has any hooks', async () => {
    @Module({ imports: [LeaderElectionModule.forRoot({ ...alone, ...unreachable })] })
    class AppModule {}
    const starting = NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    const failed = expect(starting).rejects.toThrow('stopped');
    for (let turn = 0; turn < 50; turn++) await nextTurn();
    process.emit('SIGTERM', 'SIGTERM');
    await failed;
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });

  it('fails to start if a signal comes before its election could begin', async () => {
    @Module({ imports: [LeaderElectionModule.forRoot({ ...alone, ...unreachable })] })
    class AppModule {}
    process.emit('SIGTERM', 'SIGTERM');
    const starting = NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    await expect(starting).rejects.toMatchObject({ code: 'closed', message: expect.stringContaining('SIGTERM') });
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });
});
