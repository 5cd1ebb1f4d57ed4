import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Elector } from '../../../lib/core/standalone/elector.js';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { asEmitter, following, leading, lease, nextTurn, options, scene } from './started-elector.js';

describe('Starting and stopping an elector', () => {
  it('campaigns from start to stop, and not before', async () => {
    const { elector, client, clock } = scene();
    expect(client.requests).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    await elector.start();
    expect(client.pending).toBe('get');
    await elector.stop();
    expect(elector.isLeader).toBe(false);
  });

  it('resolves a start at once, whatever the API server does', async () => {
    const { elector } = scene();
    await elector.start();
    expect(elector.isLeader).toBe(false);
  });

  it('takes a second start for none', async () => {
    const { elector, client } = await leading();
    await elector.start();
    await Promise.all([elector.start(), elector.start()]);
    expect(client.requests).toHaveLength(2);
    expect(elector.isLeader).toBe(true);
  });

  it('ends the term, releases, and resolves the stop only then', async () => {
    const { elector, client, term, clock } = await leading();
    let stopped = false;
    const stopping = elector.stop().then(() => (stopped = true));
    expect(elector.isLeader).toBe(false);
    expect([term.endingSignal.aborted, term.signal.aborted]).toEqual([true, true]);
    await nextTurn();
    expect(stopped).toBe(false);
    expect(client.written.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    client.accept(12);
    await stopping;
    expect(clock.pendingTimers).toBe(0);
    expect(client.watches.every(watch => watch.closed)).toBe(true);
  });

  it('resolves all of several stops when all is done', async () => {
    const { elector, client } = await leading();
    const done: string[] = [];
    const stops = ['first', 'second', 'third'].map(name => elector.stop().then(() => done.push(name)));
    await nextTurn();
    expect(done).toEqual([]);
    client.accept(12);
    await Promise.all(stops);
    expect(done).toEqual(['first', 'second', 'third']);
    expect(client.requests.filter(({ lease }) => lease?.spec?.holderIdentity === '')).toHaveLength(1);
  });

  it('resolves a stop that was never started, and one that is stopped already', async () => {
    const { elector, client } = scene();
    await elector.stop();
    await elector.start();
    await elector.stop();
    await elector.stop();
    expect(client.requests).toHaveLength(1);
  });

  it('releases what a take, under way when it was stopped, turns out to have won, and leads not for a moment', async () => {
    const { elector, client } = scene();
    const acquired: unknown[] = [];
    elector.on('acquired', term => acquired.push(term));
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await nextTurn();
    expect(client.pending).toBe('update');
    const stopping = elector.stop();
    client.accept(11);
    await nextTurn();
    expect(client.written.spec?.holderIdentity).toBe('');
    client.accept(12);
    await stopping;
    expect(acquired).toEqual([]);
  });

  it('never rejects a stop, though the API server refuses the release until the deadline', async () => {
    const { elector, client, clock } = await leading();
    const stopping = elector.stop();
    for (let time = 0; time < 20_000; time += 1_000) {
      if (client.pending) client.fails('forbidden');
      await clock.advance(1_000);
    }
    await stopping;
    expect(clock.pendingTimers).toBe(0);
  });

  it('leads again after a start, as a new term', async () => {
    const { elector, client, term } = await leading();
    const stopping = elector.stop();
    client.accept(12);
    await stopping;
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 12));
    await nextTurn();
    client.accept(13);
    await nextTurn();
    expect(elector.term?.fencingToken).toBe(13n);
    expect(elector.term).not.toBe(term);
    expect(term.signal.aborted).toBe(true);
  });

  it('waits, when it is started while it stops, for the end of that', async () => {
    const { elector, client } = await leading();
    const stopping = elector.stop();
    const starting = elector.start();
    await nextTurn();
    expect(client.written.spec?.holderIdentity).toBe('');
    client.accept(12);
    await stopping;
    await starting;
    expect(client.pending).toBe('get');
  });

  it('obeys the last of stop, start and stop', async () => {
    const { elector, client, clock } = await leading();
    const first = elector.stop();
    const starting = elector.start();
    const last = elector.stop();
    client.accept(12);
    await expect(starting).rejects.toMatchObject({ code: 'stopped' });
    await Promise.all([first, last]);
    await nextTurn();
    expect(client.pending).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('obeys the last of stop, start, stop and start', async () => {
    const { elector, client } = await leading();
    void elector.stop();
    const superseded = elector.start();
    void elector.stop();
    const last = elector.start();
    client.accept(12);
    await Promise.allSettled([superseded, last]);
    await nextTurn();
    expect(client.pending).toBe('get');
    await elector.stop();
  });

  it('leaves nothing behind where it is stopped in the midst of a request', async () => {
    const { elector, client, clock } = scene();
    await elector.start();
    await elector.stop();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await clock.advance(60_000);
    expect(client.requests).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('logs no failure that comes of its own stopping', async () => {
    const { elector, client, logger } = scene();
    const failed: unknown[] = [];
    elector.on('requestFailed', error => failed.push(error));
    await elector.start();
    await elector.stop();
    client.fails('network');
    await nextTurn();
    expect(logger.of('warn')).toEqual([]);
    expect(failed).toEqual([]);
  });

  it('stops in a listener, too', async () => {
    const { elector, client } = scene();
    let stopping: Promise<void> | undefined;
    elector.on('acquired', () => {
      stopping = elector.stop();
    });
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    expect(elector.isLeader).toBe(false);
    client.accept(12);
    await stopping;
  });

  it('stops and starts again in a listener, and listens to signals then', async () => {
    const before = process.listenerCount('SIGTERM');
    const { elector, client } = scene({ autoClose: true });
    let started: Promise<unknown> | undefined;
    elector.once('leaderChanged', () => {
      started = Promise.all([elector.stop(), elector.start()]);
    });
    await elector.start();
    client.answer(lease());
    await nextTurn();
    await started;
    expect(client.pending).toBe('get');
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    await elector.stop();
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('does not close a client that was given to it', async () => {
    const { elector, client } = await following();
    await elector.stop();
    expect(client.closed).toBe(0);
  });

  it('closes its own client, and works again after that', async () => {
    const clock = new ManualClock();
    const logger = new RecordingLogger();
    const connection = { server: 'http://127.0.0.1:9' } as const;
    const elector = new CandidateElector({ ...options, connection, logger }, { clock });
    for (let round = 1; round <= 2; round++) {
      const failing = once(asEmitter(elector), 'requestFailed');
      await elector.start();
      await failing;
      await elector.stop();
    }
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('Stepping down', () => {
  it('resolves when the lease is released, and stays out for one leaseDuration', async () => {
    const { elector, client, clock } = await leading();
    let done = false;
    const steppingDown = elector.stepDown().then(() => (done = true));
    await nextTurn();
    expect(elector.isLeader).toBe(false);
    expect(done).toBe(false);
    client.accept(12);
    await steppingDown;
    await clock.advance(19_999);
    expect(client.pending).toBeUndefined();
    await clock.advance(1);
    expect(client.written.spec?.holderIdentity).toBe('me');
  });

  it.each([
    ['5s', 5_000],
    [5_000, 5_000],
    [0, 0],
  ])('stays out for the cooldown it was given: %p', async (cooldown, milliseconds) => {
    const { elector, client, clock } = await leading();
    const steppingDown = elector.stepDown({ cooldown });
    await nextTurn();
    client.accept(12);
    await steppingDown;
    if (milliseconds > 0) await clock.advance(milliseconds - 1);
    if (milliseconds > 0) expect(client.pending).toBeUndefined();
    await clock.advance(1);
    expect(client.written.spec?.holderIdentity).toBe('me');
  });

  it('rejects a cooldown that is no duration, and leads on', async () => {
    const { elector } = await leading();
    await expect(elector.stepDown({ cooldown: 'soon' })).rejects.toMatchObject({ code: 'invalidOptions' });
    expect(elector.isLeader).toBe(true);
  });

  it('resolves at once where this process does not lead, and keeps it out', async () => {
    const { elector, client, clock } = await following();
    await elector.stepDown({ cooldown: '30s' });
    client.watching.observer.onEvent({
      type: 'MODIFIED',
      lease: lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 11),
    });
    await clock.advance(29_999);
    expect(client.pending).toBeUndefined();
    await clock.advance(1);
    expect(client.pending).toBe('update');
  });

  it('resolves at once where it is stopped', async () => {
    const { elector, client } = scene();
    await elector.stepDown();
    expect(client.requests).toEqual([]);
  });

  it('resolves when a stop ends it', async () => {
    const { elector, client } = await leading();
    const steppingDown = elector.stepDown();
    const stopping = elector.stop();
    client.accept(12);
    await Promise.all([steppingDown, stopping]);
    expect(elector.isLeader).toBe(false);
  });
});

describe('An elector without Nest', () => {
  it('leads at once where there is no API server to ask, and talks to nobody', async () => {
    const clock = new ManualClock();
    const elector = new Elector(
      { leaseName: 'billing', connection: 'none', logger: false, autoClose: false },
      { clock },
    );
    await elector.start();
    expect(elector.term).toMatchObject({ leaseName: 'billing', fencingToken: 0n, transitions: 0 });
    expect(elector.holder).toBe(elector.identity);
    expect(clock.pendingTimers).toBe(0);
    await elector.stop();
    expect(elector.isLeader).toBe(false);
  });

  it('takes its options as a user writes them, and lists every mistake', () => {
    expect(() => new Elector({ leaseName: 'Billing!', renewInterval: 'often' })).toThrow(/leaseName[^]*renewInterval/);
    const elector = new Elector({ connection: 'none', namespace: 'jobs', identity: 'me', autoClose: false });
    expect([elector.leaseName, elector.namespace, elector.identity]).toEqual(['nodejs-leader-election', 'jobs', 'me']);
    expect(elector.options.leaseDuration).toBe(20_000);
  });

  it('competes for the lease where a client is given, whatever the connection', async () => {
    const { elector, client } = scene({ connection: 'none' });
    await elector.start();
    expect(client.pending).toBe('get');
    await elector.stop();
  });
});

describe('Signals', () => {
  const listeners = () => ['SIGINT', 'SIGTERM'].map(signal => process.listenerCount(signal));

  it('are listened to from start to stop, with autoClose', async () => {
    const before = listeners();
    const { elector } = scene({ autoClose: true });
    expect(listeners()).toEqual(before);
    await elector.start();
    await elector.start();
    expect(listeners()).toEqual(before.map(count => count + 1));
    await elector.stop();
    expect(listeners()).toEqual(before);
    await elector.start();
    expect(listeners()).toEqual(before.map(count => count + 1));
    await elector.stop();
    expect(listeners()).toEqual(before);
  });

  it('are left alone without it', async () => {
    const before = listeners();
    const { elector } = scene({ autoClose: false });
    await elector.start();
    expect(listeners()).toEqual(before);
    await elector.stop();
  });

  it('stop the elector: the first listener is ours, and the lease is released before anything else may end the process', async () => {
    const { elector, client } = await leading({ autoClose: true });
    const others = () => {};
    process.on('SIGTERM', others);
    try {
      process.emit('SIGTERM', 'SIGTERM');
      expect(elector.isLeader).toBe(false);
      expect(client.written.spec?.holderIdentity).toBe('');
      client.accept(12);
      await elector.stop();
    } finally {
      process.off('SIGTERM', others);
    }
  });
});
