import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { filter, firstValueFrom, map, merge, Subject, toArray } from 'rxjs';
import { LeaderElectionModule, type LeaderEvent, LeaderService, OnlyLeader } from '../../../lib/index.js';
import { closeApps, switchedApp } from './switched-app.js';

afterEach(closeApps);

const types = (events: readonly LeaderEvent[]) => events.map(({ type }) => type);

describe('leader.events$', () => {
  it('tells of a term from its beginning to its end, as objects that say which lease they are of', async () => {
    const { module, leadership } = await switchedApp({}, { identity: 'me' });
    const seen: LeaderEvent[] = [];
    module.get(LeaderService).events$.subscribe(event => seen.push(event));
    const term = await leadership.acquire();
    await leadership.lose('replaced', { holder: 'other' });
    const lease = { leaseName: 'billing', namespace: 'default', identity: 'me' };
    const reason = expect.objectContaining({ code: 'replaced' }) as unknown;
    expect(seen).toEqual([
      { type: 'leaderChanged', ...lease, holder: 'me', previous: undefined },
      { type: 'acquired', ...lease, term },
      { type: 'lost', ...lease, term, reason },
      { type: 'leaderChanged', ...lease, holder: 'other', previous: 'me' },
    ]);
  });

  it('completes when the app has closed, after the last event; later at once', async () => {
    const { module, leadership } = await switchedApp({});
    const { events$ } = module.get(LeaderService);
    await leadership.acquire();
    const all = firstValueFrom(events$.pipe(toArray()));
    await module.close();
    expect(types(await all)).toEqual(['lost', 'leaderChanged']);
    expect(await firstValueFrom(events$.pipe(toArray()))).toEqual([]);
    expect(await firstValueFrom(module.get(LeaderService).events$.pipe(toArray()))).toEqual([]);
  });

  it('can be asked for while the app is closing, and still tells the end of the term', async () => {
    const { module, leadership } = await switchedApp({});
    const leader = module.get(LeaderService);
    const term = await leadership.acquire();
    const seen: LeaderEvent[] = [];
    term.endingSignal.addEventListener('abort', () => leader.events$.subscribe(event => seen.push(event)));
    await module.close();
    expect(types(seen)).toEqual(['lost', 'leaderChanged']);
  });

  it.each(['the constructor', 'onModuleInit'])(
    'misses nothing if %s subscribes, of a process that leads at once',
    async when => {
      const seen: LeaderEvent[] = [];

      @Injectable()
      class Watcher implements OnModuleInit {
        constructor(private readonly leader: LeaderService) {
          if (when === 'the constructor') this.subscribe();
        }

        onModuleInit() {
          if (when === 'onModuleInit') this.subscribe();
        }

        private subscribe() {
          this.leader.events$.subscribe(event => seen.push(event));
        }
      }

      const forRoot = LeaderElectionModule.forRoot({ leaseName: 'billing', connection: 'none', logger: false });
      const module = await Test.createTestingModule({ imports: [forRoot], providers: [Watcher] }).compile();
      await module.init();
      await module.get(LeaderService).waitForLeadership();
      await module.close();
      expect(types(seen)).toEqual(expect.arrayContaining(['acquired', 'leaderChanged', 'lost']));
      expect(types(seen).indexOf('acquired')).toBeLessThan(types(seen).indexOf('lost'));
    },
  );

  it('is of one lease: another one has its own', async () => {
    const seen: LeaderEvent[] = [];
    const imports = [LeaderElectionModule.forFeature({ name: 'reports' })];
    const { module, leadership } = await switchedApp({ imports });
    module.get(LeaderService).events$.subscribe(event => seen.push(event));
    await leadership.for('reports').acquire();
    expect(seen).toEqual([]);
  });

  it('tells everybody in the order in which things happened, also if a subscriber causes another event', async () => {
    const { module, leadership } = await switchedApp({});
    const leader = module.get(LeaderService);
    leader.events$.subscribe(({ type }) => {
      if (type === 'acquired') leadership.setHolder('set by a subscriber');
    });
    leader.on('acquired', () => leadership.setHolder('set by a listener'));
    const seen: LeaderEvent[] = [];
    leader.events$.subscribe(event => seen.push(event));
    await leadership.acquire();
    const holders = seen.map(event => (event.type === 'leaderChanged' ? event.holder : event.type));
    expect(holders).toEqual([leader.identity, 'acquired', 'set by a listener', 'set by a subscriber']);
  });

  it('tells of calls that were turned away', async () => {
    class Jobs {
      @OnlyLeader({ otherwise: 'skip' })
      sweep() {}
    }
    const { module } = await switchedApp({ providers: [Jobs] });
    const next = firstValueFrom(module.get(LeaderService).events$);
    module.get(Jobs).sweep();
    expect(await next).toMatchObject({ type: 'turnedAway', outcome: 'skipped' });
  });
});

describe('A subscriber of events$ that throws', () => {
  /** rxjs would throw the same from a timer, which ends the process, and Node does with a rejection. */
  async function uncaught(during: () => Promise<void>): Promise<unknown[]> {
    const errors: unknown[] = [];
    const events = ['uncaughtException', 'unhandledRejection'] as const;
    const others = events.map(event => process.listeners(event as 'uncaughtException'));
    const hear = (error: unknown) => void errors.push(error);
    for (const event of events) process.removeAllListeners(event).on(event, hear);
    try {
      await during();
      await new Promise(resolve => setTimeout(resolve, 20));
    } finally {
      events.forEach((event, index) => {
        process.removeAllListeners(event);
        for (const listener of others[index]) process.on(event, listener);
      });
    }
    return errors;
  }

  const fail = () => {
    throw new Error('no queue');
  };
  /** As an async function does. */
  const failLater: () => unknown = () => Promise.reject(new Error('no queue'));

  it.each<[string, (leader: LeaderService) => unknown]>([
    ['as a function', ({ events$ }) => events$.subscribe(fail)],
    ['as an object', ({ events$ }) => events$.subscribe({ next: fail })],
    ['asynchronously', ({ events$ }) => events$.subscribe(failLater)],
    ['behind operators', ({ events$ }) => events$.pipe(filter(() => true)).subscribe(fail)],
    ['in an operator', ({ events$ }) => events$.pipe(map(fail)).subscribe()],
    ['in its error handler', ({ events$ }) => events$.pipe(map(fail)).subscribe({ error: fail })],
    ['as a listener', leader => leader.on('acquired', fail)],
    ['as a listener, asynchronously', leader => leader.on('acquired', failLater)],
  ])('%s is logged, and harms nobody: neither the others, nor the term, nor the process', async (_, subscribe) => {
    const { module, leadership, logger } = await switchedApp({});
    const leader = module.get(LeaderService);
    const seen: LeaderEvent[] = [];
    const errors = await uncaught(async () => {
      subscribe(leader);
      leader.events$.subscribe(event => seen.push(event));
      await leadership.acquire();
      await nextTurn();
    });
    expect(errors).toEqual([]);
    expect(leader.isLeader).toBe(true);
    expect(types(seen)).toEqual(['leaderChanged', 'acquired']);
    expect(logger.of('error').length).toBeGreaterThan(0);
    for (const line of logger.of('error')) expect(line).toContain('Lease "billing": ');
  });

  it('when it completes harms nobody, too', async () => {
    const { module, logger } = await switchedApp({});
    let completed = 0;
    module.get(LeaderService).events$.subscribe({ complete: fail });
    module.get(LeaderService).events$.subscribe({ complete: () => completed++ });
    expect(await uncaught(() => module.close())).toEqual([]);
    expect(completed).toBe(1);
    expect(logger.of('error')).toEqual(['error Lease "billing": a subscriber of events$ threw.']);
  });

  it('an error that it handles is its own, and not logged', async () => {
    const { module, leadership, logger } = await switchedApp({});
    const handled: unknown[] = [];
    module
      .get(LeaderService)
      .events$.pipe(map(fail))
      .subscribe({ error: error => handled.push(error) });
    await leadership.acquire();
    expect(handled).toHaveLength(1);
    expect(logger.of('error')).toEqual([]);
  });
});

describe('events$ is an Observable like any other', () => {
  it('which ends with its subscription, and merges with others', async () => {
    const { module, leadership } = await switchedApp({});
    const { events$ } = module.get(LeaderService);
    const other = new Subject<{ type: string }>();
    const seen: string[] = [];
    const subscription = merge(events$, other).subscribe(({ type }) => seen.push(type));
    const forwarded = new Subject<LeaderEvent>();
    const viaSubject: string[] = [];
    forwarded.subscribe(({ type }) => viaSubject.push(type));
    events$.subscribe(forwarded);
    await leadership.acquire();
    other.next({ type: 'other' });
    subscription.unsubscribe();
    await leadership.lose();
    expect(seen).toEqual(['leaderChanged', 'acquired', 'other']);
    expect(viaSubject).toEqual(['leaderChanged', 'acquired', 'lost', 'leaderChanged']);
  });
});

describe("A subscriber's context", () => {
  const request = new AsyncLocalStorage<string>();

  it('is not that of the request in which something happened', async () => {
    class Jobs {
      @OnlyLeader({ otherwise: 'skip' })
      sweep() {}
    }
    const { module, leadership } = await switchedApp({ providers: [Jobs] });
    const seen: [string, string | undefined][] = [];
    const { events$ } = module.get(LeaderService);
    events$.subscribe(({ type }) => seen.push([type, request.getStore()]));
    events$.pipe(map(({ type }) => type)).subscribe(type => seen.push([type, request.getStore()]));
    await request.run('of a user', async () => {
      module.get(Jobs).sweep();
      await leadership.acquire();
    });
    expect(new Set(seen.map(([type]) => type))).toEqual(new Set(['turnedAway', 'leaderChanged', 'acquired']));
    expect(new Set(seen.map(([, context]) => context))).toEqual(new Set([undefined]));
  });
});
