import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Inject, Injectable, Scope, SetMetadata } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { EMPTY, Observable, of } from 'rxjs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import {
  getLeaderToken,
  LeaderElectionModule,
  LeaderService,
  NotLeaderException,
  OnlyLeader,
  UnreadyGateError,
} from '../../../lib/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

@Injectable()
class Jobs {
  readonly calls: unknown[][] = [];

  constructor(readonly leader: LeaderService) {}

  @OnlyLeader()
  add(a: number, b: number): number {
    this.calls.push([a, b]);
    return a + b;
  }

  @OnlyLeader()
  async later(value: string): Promise<string> {
    await nextTurn();
    this.calls.push([value]);
    return `${value} from ${this.leader.currentRun?.leaseName}`;
  }

  @OnlyLeader({ otherwise: 'skip' })
  asked(): void {}

  @OnlyLeader({ otherwise: 'throw' })
  strict(): string {
    return 'done';
  }

  @OnlyLeader({ otherwise: 'throw' })
  async strictLater(): Promise<string> {
    return 'done';
  }

  @OnlyLeader()
  stream(): Observable<number> {
    return of(1, 2);
  }

  @OnlyLeader()
  fail(): never {
    throw new RangeError('no');
  }

  @OnlyLeader()
  async failLater(): Promise<never> {
    throw new RangeError('no');
  }
}

@Injectable()
class Nightly {
  @Cron('0 0 * * *')
  @OnlyLeader({ once: true })
  async tick() {}
}

describe('A method with @OnlyLeader()', () => {
  it('runs while this process leads, with its arguments and its return value', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    await leadership.acquire();
    expect(module.get(Jobs).add(1, 2)).toBe(3);
    expect(module.get(Jobs).calls).toEqual([[1, 2]]);
  });

  it('is skipped while another process leads', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    expect(module.get(Jobs).add(1, 2)).toBeUndefined();
    await leadership.acquire();
    await leadership.lose();
    expect(module.get(Jobs).add(1, 2)).toBeUndefined();
    expect(module.get(Jobs).calls).toEqual([]);
  });

  it('returns a promise where it is async, also when it is skipped', async () => {
    const { module } = await switchedApp({ providers: [Jobs] });
    const skipped = module.get(Jobs).later('x');
    expect(skipped).toBeInstanceOf(Promise);
    await expect(skipped).resolves.toBeUndefined();
  });

  it('returns an Observable without values where it returns an Observable, when it is skipped', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    expect(module.get(Jobs).stream()).toBe(EMPTY);
    await leadership.acquire();
    const seen: number[] = [];
    module
      .get(Jobs)
      .stream()
      .subscribe(value => seen.push(value));
    expect(seen).toEqual([1, 2]);
  });

  it('knows its own run after an await', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    await leadership.acquire();
    await expect(module.get(Jobs).later('invoice')).resolves.toBe('invoice from billing');
    expect(module.get(LeaderService).currentRun).toBeUndefined();
  });

  it('throws, or rejects where it is async, if it was told so', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    expect(() => module.get(Jobs).strict()).toThrow(NotLeaderException);
    const refused = module.get(Jobs).strictLater();
    await expect(refused).rejects.toThrow('This process does not lead the lease "billing".');
    await leadership.acquire();
    expect(module.get(Jobs).strict()).toBe('done');
  });

  it('passes its errors on, and is over after them', async () => {
    const { module, leadership } = await switchedApp({ providers: [Jobs] }, { drainTimeout: '1h' });
    await leadership.acquire();
    expect(() => module.get(Jobs).fail()).toThrow(RangeError);
    await expect(module.get(Jobs).failLater()).rejects.toThrow(RangeError);
    await leadership.lose('stepDown'); // would wait an hour for a run that is still open
  });

  it('is waited for by a graceful end, and has its signals', async () => {
    const order: string[] = [];
    let finish = () => {};

    @Injectable()
    class Slow {
      constructor(readonly leader: LeaderService) {}

      @OnlyLeader()
      async work() {
        const { endingSignal, signal } = this.leader.currentRun!;
        endingSignal.addEventListener('abort', () => order.push('ending'));
        signal.addEventListener('abort', () => order.push('aborted'));
        await new Promise<void>(resolve => (finish = resolve));
        order.push('finished');
      }
    }

    const { module, leadership } = await switchedApp({ providers: [Slow] });
    await leadership.acquire();
    const work = module.get(Slow).work();
    const down = module.get(LeaderService).stepDown();
    await nextTurn();
    expect(order).toEqual(['ending']);
    finish();
    await Promise.all([work, down]);
    expect(order).toEqual(['ending', 'finished', 'aborted']);
  });

  it('keeps its name, its length, its own properties and its metadata, and those set above it', () => {
    const Above = SetMetadata('above', 1);
    const Below = SetMetadata('below', 2);

    class Documented {
      @Above
      @OnlyLeader()
      @Below
      async send(_to: string, _subject: string) {}
    }

    const method = Documented.prototype.send;
    expect([method.name, method.length]).toEqual(['send', 2]);
    expect(Reflect.getMetadata('above', method)).toBe(1);
    expect(Reflect.getMetadata('below', method)).toBe(2);
    expect(Reflect.getMetadata('design:paramtypes', Documented.prototype, 'send')).toEqual([String, String]);
  });

  it('says at debug level that it was skipped, once a minute', async () => {
    const clock = new ManualClock();
    const { module, logger } = await switchedApp({ providers: [Jobs] }, { clock });
    for (let i = 0; i < 1000; i++) module.get(Jobs).asked();
    await clock.advance(59_999);
    module.get(Jobs).asked();
    expect(logger.of('debug Jobs')).toHaveLength(1);
    await clock.advance(1);
    module.get(Jobs).asked();
    const line = 'debug Jobs.asked was skipped: this process does not lead the lease "billing".';
    expect(logger.of('debug Jobs')).toEqual([line, line]);
    expect(logger.of('warn')).toEqual([]);
  });

  it('reads no clock when it is skipped again, keeps no process alive to say so, and leaves no timer when the app ends', async () => {
    const clock = new ManualClock();
    const { module } = await switchedApp({ providers: [Jobs] }, { clock });
    const before = clock.pendingTimers;
    const unref = jest.fn();
    const setTimer = clock.setTimer.bind(clock);
    jest.spyOn(clock, 'setTimer').mockImplementation((...timer) => ({ ...setTimer(...timer), unref }));
    module.get(Jobs).asked();
    const reads = [jest.spyOn(clock, 'monotonic'), jest.spyOn(clock, 'wall')];
    for (let i = 0; i < 1000; i++) module.get(Jobs).asked();
    expect(reads.map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    expect([clock.pendingTimers - before, unref.mock.calls.length]).toEqual([1, 1]);
    await module.close();
    module.get(Jobs).asked();
    expect(clock.pendingTimers).toBe(before);
  });

  it('warns of the first skip if nobody can know whether another replica has the call, and says how to choose', async () => {
    const { module, logger } = await switchedApp({ providers: [Jobs] });
    for (let i = 0; i < 1000; i++) module.get(Jobs).add(1, 2);
    await module.get(Jobs).later('x');
    expect(logger.of('warn')).toEqual([
      expect.stringMatching(/^warn Jobs\.add was skipped, .*otherwise: 'skip'.*otherwise: 'throw'/),
      expect.stringMatching(/^warn Jobs\.later was skipped, /),
    ]);
  });

  it('is invisible in JSON and comparisons of its instance', async () => {
    @Injectable()
    class Plain {
      readonly value = 1;

      @OnlyLeader()
      work() {}
    }
    const { module } = await switchedApp({ providers: [Plain] });
    expect(JSON.stringify(module.get(Plain))).toBe('{"value":1}');
    expect({ ...module.get(Plain) }).toEqual({ value: 1 });
    expect(Object.getOwnPropertySymbols({ ...module.get(Plain) })).toEqual([]);
  });
});

describe('@OnlyLeader() gates', () => {
  it('request-scoped and transient providers', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      @OnlyLeader()
      work() {
        return 'worked';
      }
    }
    @Injectable({ scope: Scope.TRANSIENT })
    class PerUser {
      @OnlyLeader()
      work() {
        return 'worked';
      }
    }
    const { module, leadership } = await switchedApp({ providers: [PerRequest, PerUser] });
    const instances = [await module.resolve(PerRequest), await module.resolve(PerUser)];
    expect(instances.map(instance => instance.work())).toEqual([undefined, undefined]);
    await leadership.acquire();
    expect(instances.map(instance => instance.work())).toEqual(['worked', 'worked']);
  });

  it('methods that a subclass inherits, and not those it overrides without the decorator', async () => {
    class Base {
      @OnlyLeader()
      inherited() {
        return 'ran';
      }

      @OnlyLeader()
      overridden() {
        return 'ran';
      }
    }
    @Injectable()
    class Sub extends Base {
      override overridden() {
        return 'ungated';
      }
    }
    const { module } = await switchedApp({ providers: [Sub] });
    expect(module.get(Sub).inherited()).toBeUndefined();
    expect(module.get(Sub).overridden()).toBe('ungated');
  });

  it('two methods by two leases in one class, and one method by both', async () => {
    @Injectable()
    class Mixed {
      @OnlyLeader()
      first() {
        return 'first';
      }

      @OnlyLeader('reports')
      second() {
        return 'second';
      }

      @OnlyLeader()
      @OnlyLeader('reports')
      both() {
        return 'both';
      }
    }
    const { module, leadership } = await switchedApp({
      imports: [LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [Mixed],
    });
    const mixed = module.get(Mixed);
    await leadership.for('reports').acquire();
    expect([mixed.first(), mixed.second(), mixed.both()]).toEqual([undefined, 'second', undefined]);
    await leadership.acquire();
    expect([mixed.first(), mixed.second(), mixed.both()]).toEqual(['first', 'second', 'both']);
  });

  it('instances that a factory or a value provides', async () => {
    class Made {
      @OnlyLeader()
      work() {
        return 'worked';
      }
    }
    const { module, leadership } = await switchedApp({
      providers: [
        { provide: 'factory', useFactory: () => new Made() },
        { provide: 'value', useValue: new Made() },
        { provide: 'alias', useExisting: 'value' },
      ],
    });
    const made = ['factory', 'value', 'alias'].map(token => module.get<Made>(token));
    expect(made.map(instance => instance.work())).toEqual([undefined, undefined, undefined]);
    await leadership.acquire();
    expect(made.map(instance => instance.work())).toEqual(['worked', 'worked', 'worked']);
  });

  it('each of two apps made from one class by its own leadership', async () => {
    const one = await switchedApp({ providers: [Jobs] });
    const two = await switchedApp({ providers: [Jobs] });
    await one.leadership.acquire();
    expect(one.module.get(Jobs).add(1, 2)).toBe(3);
    expect(two.module.get(Jobs).add(1, 2)).toBeUndefined();
  });

  it('a method whose class injects other things, by its constructor and by properties', async () => {
    @Injectable()
    class Needy {
      @Inject('a') readonly a!: string;

      constructor(@Inject('b') readonly b: string) {}

      @OnlyLeader()
      work() {
        return this.a + this.b;
      }
    }
    const { module, leadership } = await switchedApp({
      providers: [Needy, { provide: 'a', useValue: 'A' }, { provide: 'b', useValue: 'B' }],
    });
    await leadership.acquire();
    expect(module.get(Needy).work()).toBe('AB');
  });
});

describe('A gate that nothing opens or closes', () => {
  it('refuses calls on an instance made by hand, and says what to import', async () => {
    const byHand = new Jobs({ isLeader: true } as LeaderService);
    expect(() => byHand.add(1, 2)).toThrow(UnreadyGateError);
    expect(() => byHand.add(1, 2)).toThrow(/^@OnlyLeader\(\) on Jobs\.add: .*LeaderElectionModule\.forRoot\(\)/s);
    await expect(byHand.later('x')).rejects.toThrow(UnreadyGateError);
  });

  it('refuses calls of a method that lost its instance', async () => {
    const { module, leadership } = await switchedApp({
      imports: [ScheduleModule.forRoot()],
      providers: [Jobs, Nightly],
    });
    await leadership.acquire();
    const { add } = module.get(Jobs);
    expect(() => add(1, 2)).toThrow(UnreadyGateError);
    expect(() => add(1, 2)).toThrow(/^@OnlyLeader\(\) on Jobs\.add: the method was called without its `this`/);
    expect(() => add.call({} as Jobs, 1, 2)).toThrow('without its `this`');
    const { tick } = module.get(Nightly);
    await expect(tick()).rejects.toThrow(
      '@OnlyLeader({ once }) on Nightly.tick: the method was called without its `this`',
    );
  });

  it('does not let an app start without the module', async () => {
    const starting = Test.createTestingModule({
      providers: [Jobs, { provide: LeaderService, useValue: {} }],
    }).compile();
    await expect(starting).resolves.toBeDefined();
    @Injectable()
    class Alone {
      @OnlyLeader()
      work() {}

      @OnlyLeader('reports')
      report() {}
    }
    const alone = Test.createTestingModule({ providers: [Alone] }).compile();
    await expect(alone).rejects.toThrow(/@OnlyLeader\(\) on Alone\.work|LeaderService/);
    const half = switchedApp({ providers: [Alone] });
    await expect(half).rejects.toThrow("LeaderElectionModule.forFeature({ name: 'reports' })");
  });

  it('does not let an app start with a frozen instance', async () => {
    @Injectable()
    class Frozen {
      constructor() {
        Object.freeze(this);
      }

      @OnlyLeader()
      work() {}
    }
    await expect(switchedApp({ providers: [Frozen] })).rejects.toThrow(/@OnlyLeader\(\) on Frozen\.work.*frozen/);
    const value = { provide: 'value', useValue: new Frozen() };
    await expect(switchedApp({ providers: [value] })).rejects.toThrow(/@OnlyLeader\(\) on Frozen\.work.*frozen/);
  });

  it('does not let an app start with a factory-made instance that names an unknown lease', async () => {
    class Made {
      @OnlyLeader('reports')
      work() {}
    }
    const made = { provide: 'made', useFactory: () => new Made() };
    await expect(switchedApp({ providers: [made] })).rejects.toThrow(
      "@OnlyLeader('reports') on Made.work names a lease that no module of this app has. Import LeaderElectionModule.forFeature({ name: 'reports' }).",
    );
  });
});

describe('A gate in an app that was never initialized, as a hybrid app that only starts its microservices', () => {
  it('says so at the first skip of each method, and the first refusal', async () => {
    const logger = new RecordingLogger();
    const module = await Test.createTestingModule({
      imports: [LeaderElectionModule.forRoot({ connection: 'none', leaseName: 'billing', logger, autoClose: false })],
      providers: [Jobs],
    }).compile();
    for (let i = 0; i < 3; i++) {
      module.get(Jobs).asked();
      expect(() => module.get(Jobs).strict()).toThrow(NotLeaderException);
    }
    const why =
      'the election for the lease "billing" has not started yet. It starts with `app.init()` or `app.listen()`';
    expect(logger.of('warn')).toEqual([
      expect.stringContaining(`Jobs.asked was skipped: ${why}`),
      expect.stringContaining(`A call was refused: ${why}`),
    ]);
  });
});

describe('In a unit test of a gated method', () => {
  it.each([true, false])('a stub of the service is enough: { isLeader: %s }', async isLeader => {
    const module = await Test.createTestingModule({
      providers: [Jobs, { provide: getLeaderToken(), useValue: { isLeader } }],
    }).compile();
    expect(module.get(Jobs).add(1, 2)).toBe(isLeader ? 3 : undefined);
    if (!isLeader) expect(() => module.get(Jobs).strict()).toThrow(NotLeaderException);
  });

  it('a stub may replace the service of a whole app', async () => {
    const module = await Test.createTestingModule({
      imports: [LeaderElectionModule.forRoot({ connection: 'none', logger: false })],
      providers: [Jobs],
    })
      .overrideProvider(LeaderService)
      .useValue({ isLeader: false })
      .compile();
    await module.init();
    expect(module.get(Jobs).add(1, 2)).toBeUndefined();
    await module.close();
  });
});

describe('@OnlyLeader() is refused at once', () => {
  const decorate = (target: object, key: string, descriptor?: PropertyDescriptor) =>
    OnlyLeader()(target, key, descriptor as TypedPropertyDescriptor<unknown>);

  it('on a static method', () => {
    class Statics {
      static work() {}
    }
    expect(() => decorate(Statics, 'work', Object.getOwnPropertyDescriptor(Statics, 'work'))).toThrow(TypeError);
  });

  it('on an accessor, a property and a generator', () => {
    class Others {
      get value() {
        return 1;
      }

      *many() {}

      async *manyLater() {}
    }
    const own = (key: string) => Object.getOwnPropertyDescriptor(Others.prototype, key);
    expect(() => decorate(Others.prototype, 'value', own('value'))).toThrow(/belongs on a method/);
    expect(() => decorate(Others.prototype, 'field')).toThrow(/belongs on a method/);
    expect(() => decorate(Others.prototype, 'many', own('many'))).toThrow(/generator/);
    expect(() => decorate(Others.prototype, 'manyLater', own('manyLater'))).toThrow(/generator/);
  });

  it('on a class that Nest calls no method of', () => {
    class Nothing {
      work() {}
    }
    expect(() => OnlyLeader()(Nothing)).toThrow(/class Nothing found no route/);
  });

  it('with a name or an option that is none', () => {
    expect(() => OnlyLeader('')).toThrow(TypeError);
    expect(() => OnlyLeader(5 as never)).toThrow(TypeError);
    expect(() => OnlyLeader({ otherwise: 'ignore' as never })).toThrow(/'skip' or 'throw'/);
  });
});
