import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Inject } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import {
  LeaderElectionModule,
  type LeadershipLostError,
  type LeadershipTerm,
  LeaderService,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

@Injectable()
class Watcher {
  readonly seen: unknown[] = [];

  @OnLeadershipAcquired()
  begin(term: LeadershipTerm) {
    this.seen.push(['acquired', term.fencingToken]);
  }

  @OnLeadershipLost()
  end(term: LeadershipTerm, reason: LeadershipLostError) {
    this.seen.push(['lost', term.fencingToken, reason.code]);
  }

  @OnLeaderChanged()
  changed(holder: string | undefined, previous: string | undefined) {
    this.seen.push(['changed', holder, previous]);
  }
}

describe('Handlers of leadership', () => {
  it('are called when it is acquired, lost and seen to change', async () => {
    const { module, leadership } = await switchedApp({ providers: [Watcher] }, { identity: 'me' });
    leadership.setHolder('other');
    await leadership.acquire();
    await leadership.lose('deleted');
    await leadership.acquire();
    expect(module.get(Watcher).seen).toEqual([
      ['changed', 'other', undefined],
      ['changed', 'me', 'other'],
      ['acquired', 1n],
      ['lost', 1n, 'deleted'],
      ['changed', undefined, 'me'],
      ['changed', 'me', undefined],
      ['acquired', 2n],
    ]);
  });

  it('are found on controllers, on parents of a class and below a gate, and once for each instance', async () => {
    const calls: string[] = [];
    class Parent {
      @OnLeadershipAcquired()
      inherited() {
        calls.push(`inherited by ${this.constructor.name}`);
      }
    }
    @Controller()
    class Door extends Parent {}
    @Injectable()
    class Below {
      @OnlyLeader()
      @OnLeadershipAcquired()
      both() {
        calls.push('gated');
      }
    }
    const { leadership } = await switchedApp({
      controllers: [Door],
      providers: [
        Below,
        { provide: 'alias', useExisting: Below },
        { provide: 'same', useFactory: (below: Below) => below, inject: [Below] },
      ],
    });
    await leadership.acquire();
    expect(calls).toEqual(['inherited by Door', 'gated']);
  });

  it('hear of the lease that they name, one method also of several', async () => {
    const heard: string[] = [];
    @Injectable()
    class Named {
      @OnLeadershipAcquired('reports')
      reports() {
        heard.push('reports');
      }

      @OnLeadershipAcquired()
      @OnLeadershipAcquired('reports')
      both(term: LeadershipTerm) {
        heard.push(term.leaseName);
      }
    }
    const { leadership } = await switchedApp({
      imports: [LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [Named],
    });
    await leadership.acquire();
    await leadership.for('reports').acquire();
    expect(heard).toEqual(['billing', 'reports', 'billing-reports']);
  });

  it('that fail are logged with class and method, and the others are called all the same', async () => {
    @Injectable()
    class Failing {
      @OnLeadershipLost()
      sync() {
        throw new Error('sync');
      }

      @OnLeaderChanged()
      async later() {
        throw new Error('later');
      }
    }
    const { module, leadership, logger } = await switchedApp({ providers: [Failing, Watcher] }, { identity: 'me' });
    await leadership.acquire();
    await leadership.lose();
    await nextTurn();
    expect(logger.of('error')).toEqual([
      'error @OnLeaderChanged() Failing.later failed: Error: later',
      'error @OnLeadershipLost() Failing.sync failed: Error: sync',
      'error @OnLeaderChanged() Failing.later failed: Error: later',
    ]);
    expect(module.get(Watcher).seen).toContainEqual(['lost', 1n, 'replaced']);
  });

  it('are ignored where the service is a stub', async () => {
    const module = await Test.createTestingModule({
      imports: [LeaderElectionModule.forRoot({ connection: 'none', logger: false })],
      providers: [Watcher],
    })
      .overrideProvider(LeaderService)
      .useValue({ isLeader: true })
      .compile();
    await module.init();
    expect(module.get(Watcher).seen).toEqual([]);
    await module.close();
  });
});

describe('An app does not start with a handler', () => {
  it.each([Scope.REQUEST, Scope.TRANSIENT])('on a provider that is not a singleton (scope %s)', async scope => {
    @Injectable({ scope })
    class Scoped {
      @OnLeadershipLost()
      end() {}
    }
    await expect(switchedApp({ providers: [Scoped] })).rejects.toThrow(
      /@OnLeadershipLost\(\) on Scoped\.end: its class is request-scoped or transient/,
    );
  });

  it('on a controller that depends on a request', async () => {
    @Controller()
    class Dependent {
      constructor(@Inject(REQUEST) readonly request: unknown) {}

      @OnLeadershipAcquired()
      begin() {}
    }
    await expect(switchedApp({ controllers: [Dependent] })).rejects.toThrow(/on Dependent\.begin/);
  });

  it('of a lease that it does not have', async () => {
    @Injectable()
    class Unknown {
      @OnLeadershipAcquired('reports')
      begin() {}
    }
    await expect(switchedApp({ providers: [Unknown] })).rejects.toThrow(
      "@OnLeadershipAcquired() on Unknown.begin, import LeaderElectionModule.forFeature({ name: 'reports' })",
    );
  });
});

describe('@OnLeadershipAcquired()', () => {
  it('may run as long as the term: a graceful end waits for it', async () => {
    const order: string[] = [];
    @Injectable()
    class Consumer {
      constructor(readonly leader: LeaderService) {}

      @OnLeadershipAcquired()
      async consume(term: LeadershipTerm) {
        while (!term.endingSignal.aborted) await nextTurn();
        order.push(`finished, run of ${this.leader.currentRun?.fencingToken}`);
      }

      @OnLeadershipLost()
      close() {
        order.push('lost');
      }
    }
    const { leadership, module } = await switchedApp({ providers: [Consumer] });
    await leadership.acquire();
    await nextTurn();
    await module.get(LeaderService).stepDown();
    expect(order).toEqual(['finished, run of 1', 'lost']);
  });

  it('that fails makes the process step down, longer each time', async () => {
    @Injectable()
    class Failing {
      @OnLeadershipAcquired()
      async begin() {
        throw new Error('no database');
      }
    }
    const { module, leadership, logger } = await switchedApp({ providers: [Failing] }, { leaseDuration: '2s' });
    const cooldowns: (number | undefined)[] = [];
    for (let term = 1; term <= 7; term++) {
      await leadership.acquire();
      await nextTurn();
      expect(module.get(LeaderService).isLeader).toBe(false);
      cooldowns.push(leadership.lastCooldown());
    }
    expect(cooldowns).toEqual([2000, 4000, 8000, 16000, 32000, 32000, 32000]);
    expect(logger.of('error')[0]).toBe(
      'error @OnLeadershipAcquired() Failing.begin failed and this process steps down for 2 s, so that another can lead: Error: no database',
    );
  });

  it('that fails at once, before any other is called, does not keep the others from their term', async () => {
    const begun: string[] = [];
    @Injectable()
    class Both {
      @OnLeadershipAcquired()
      failing() {
        throw new Error('at once');
      }

      @OnLeadershipAcquired()
      other() {
        begun.push('other');
      }
    }
    const { leadership, logger } = await switchedApp({ providers: [Both] });
    await leadership.acquire();
    await nextTurn();
    expect(leadership.lastCooldown()).toBeDefined();
    expect(logger.of('error')).toHaveLength(1);
    expect(begun.length).toBeLessThanOrEqual(1);
  });

  it('that rejects because its term ended has not failed', async () => {
    @Injectable()
    class Waiting {
      @OnLeadershipAcquired()
      async byReason({ signal }: LeadershipTerm) {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      }

      @OnLeadershipAcquired()
      async byAbortError({ signal }: LeadershipTerm) {
        await delay(60_000, undefined, { signal });
      }
    }
    const { leadership, logger } = await switchedApp({ providers: [Waiting] });
    await leadership.acquire();
    await leadership.lose();
    await nextTurn();
    expect(logger.of('error')).toEqual([]);
    expect(leadership.lastCooldown()).toBeUndefined();
  });

  it('that fails for another reason as its term ends is logged, and that is all', async () => {
    @Injectable()
    class Clumsy {
      @OnLeadershipAcquired()
      async begin({ signal }: LeadershipTerm) {
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
        throw new TypeError('clumsy');
      }
    }
    const { leadership, logger } = await switchedApp({ providers: [Clumsy] });
    await leadership.acquire();
    await leadership.lose();
    await nextTurn();
    expect(logger.of('error')).toEqual([
      'error @OnLeadershipAcquired() Clumsy.begin failed at the end of the term: TypeError: clumsy',
    ]);
    expect(leadership.lastCooldown()).toBeUndefined();
  });
});

describe('A decorator of handlers is refused at once', () => {
  it('on a static method, a symbol and anything that is no method', () => {
    const mark = OnLeadershipAcquired();
    const key = Symbol('key');
    class Wrong {
      static begin() {}

      get value() {
        return 1;
      }

      [key]() {}
    }
    const own = (target: object, name: string | symbol) =>
      Object.getOwnPropertyDescriptor(target, name) as TypedPropertyDescriptor<unknown>;
    expect(() => mark(Wrong, 'begin', own(Wrong, 'begin'))).toThrow(/not on the static Wrong\.begin/);
    expect(() => mark(Wrong.prototype, 'value', own(Wrong.prototype, 'value'))).toThrow(TypeError);
    expect(() => mark(Wrong.prototype, key, own(Wrong.prototype, key))).toThrow(TypeError);
    expect(() => OnLeadershipLost('')).toThrow(TypeError);
  });
});
