import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type LeadershipLostError } from '../../../lib/core/errors/leadership-lost.error.js';
import { LeadershipTerm } from '../../../lib/core/elector/leadership-term.js';
import { asEmitter, following, leading, lease, nextTurn, scene } from './started-elector.js';

describe('A term', () => {
  it('says which lease, who, since when, and by which write', async () => {
    const { term, clock } = await leading();
    expect(term).toMatchObject({
      leaseName: 'billing',
      identity: 'me',
      fencingToken: 11n,
      transitions: 4,
      acquiredAt: new Date(clock.wall()),
    });
    expect([term.endingSignal.aborted, term.signal.aborted]).toEqual([false, false]);
  });

  it('is JSON in each of its runs, too, and in that of a tick', async () => {
    const { elector } = await leading();
    const scheduledAt = new Date(0);
    const runs = [elector.enter('a call')!, elector.enter('a job', { scheduledAt, attempt: 2 })!].map(({ run }) => run);
    const json = { leaseName: 'billing', fencingToken: '11' };
    expect(runs.map(run => JSON.parse(JSON.stringify(run)) as unknown)).toEqual([
      json,
      { ...json, scheduledAt: '1970-01-01T00:00:00.000Z', attempt: 2 },
    ]);
  });

  it('is JSON, with its token as a string', async () => {
    const { term, clock } = await leading();
    expect(JSON.parse(JSON.stringify(term))).toEqual({
      leaseName: 'billing',
      identity: 'me',
      fencingToken: '11',
      transitions: 4,
      acquiredAt: new Date(clock.wall()).toISOString(),
    });
  });

  it('is what its class says, and can be copied, signals included', async () => {
    const { term } = await leading();
    expect(term).toBeInstanceOf(LeadershipTerm);
    expect({ ...term }).toMatchObject({ fencingToken: 11n, signal: term.signal, endingSignal: term.endingSignal });
  });

  it('cannot be tampered with', async () => {
    const { term } = await leading();
    expect(() => Object.assign(term, { fencingToken: 99n })).toThrow(TypeError);
  });

  it('is undefined whenever isLeader is false', async () => {
    const { elector, clock } = await leading();
    expect(elector.term).toBeDefined();
    clock.freeze(15_000);
    expect(elector.term).toBeUndefined();
    expect((await following()).elector.term).toBeUndefined();
  });

  it('is over for a frozen process before any timer has fired, and stays over', async () => {
    const { elector, clock, term } = await leading();
    clock.freeze(14_999);
    expect(elector.isLeader).toBe(true);
    clock.freeze(1);
    expect(elector.isLeader).toBe(false);
    expect(term.signal.aborted).toBe(true);
    clock.jumpWall(-60_000);
    expect(elector.isLeader).toBe(false);
  });

  it('is over for a machine that slept, though its monotonic clock stood still', async () => {
    const { elector, clock } = await leading();
    clock.suspend(15_000);
    expect(elector.isLeader).toBe(false);
  });

  it('is over for work that still drained when the machine fell asleep, as soon as it asks whether this process leads', async () => {
    const { elector, clock, term } = await leading();
    const run = elector.enter('job')!;
    void elector.stepDown();
    clock.suspend(14_999);
    expect(elector.isLeader).toBe(false);
    expect(term.signal.aborted).toBe(false);
    clock.suspend(1);
    expect(elector.isLeader).toBe(false);
    expect(term.signal.aborted).toBe(true);
    run.end();
  });

  it('is over, by a timer, where nobody asks', async () => {
    const { clock, client, term } = await leading();
    await clock.advance(10_000);
    client.fails('forbidden');
    await clock.advance(4_999);
    expect(term.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(term.signal.aborted).toBe(true);
    expect(term.signal.reason).toMatchObject({ code: 'deadline', leaseName: 'billing' });
    expect(term.endingSignal.reason).toBe(term.signal.reason);
  });

  it('aborts endingSignal first where it ends gracefully, and signal only when the work had its time', async () => {
    const { elector, clock, client, term } = await leading();
    const run = elector.enter('job')!;
    const stopping = elector.stop();
    expect([term.endingSignal.aborted, term.signal.aborted]).toEqual([true, false]);
    expect(term.endingSignal.reason).toMatchObject({ code: 'shutdown' });
    await clock.advance(9_999);
    expect(term.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(term.signal.aborted).toBe(true);
    client.accept(12);
    await nextTurn();
    run.end();
    client.accept(13);
    await stopping;
  });

  it.each<[LeadershipLostError['code'], object]>([
    ['replaced', lease({ holderIdentity: 'other' }, 12)],
    ['deleted', lease({}, 12)],
  ])('is lost, with both signals at once, where the lease is seen to be %s', async (code, seen) => {
    const { elector, client, term } = await leading();
    const lost: unknown[] = [];
    elector.on('lost', (of, reason) => lost.push([of, reason.code, of.signal.aborted, of.endingSignal.aborted]));
    const type = code === 'deleted' ? 'DELETED' : 'MODIFIED';
    client.watching.observer.onEvent({ type, lease: seen as ReturnType<typeof lease> });
    expect(lost).toEqual([[term, code, true, true]]);
    expect(elector.isLeader).toBe(false);
  });
});

describe('Events of an elector', () => {
  it('are typed, also for node:events', async () => {
    const { elector, client } = scene();
    const acquiring = once(asEmitter(elector), 'acquired');
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await nextTurn();
    client.accept(11);
    const [term] = await acquiring;
    expect(term).toBe(elector.term);
    const losing = once(asEmitter(elector), 'lost');
    const stopping = elector.stop();
    client.accept(12);
    const [lostTerm, reason] = await losing;
    expect(lostTerm).toBe(term);
    expect(reason).toMatchObject({ name: 'LeadershipLostError', code: 'shutdown', leaseName: 'billing' });
    await stopping;
  });

  it('tell of each renewal', async () => {
    const { elector, client, clock, term } = await leading();
    const renewed: unknown[] = [];
    elector.on('renewed', of => renewed.push(of));
    await clock.advance(10_000);
    client.accept(12);
    await nextTurn();
    expect(renewed).toEqual([term]);
  });

  it('tell who leads, and who led before', async () => {
    const { elector, client } = scene();
    const changes: unknown[] = [];
    elector.on('leaderChanged', (holder, previous) => changes.push([holder, previous]));
    await elector.start();
    client.answer(lease());
    await nextTurn();
    const { observer } = client.watching;
    observer.onEvent({ type: 'MODIFIED', lease: lease({ renewTime: 'x' }, 11) });
    observer.onEvent({ type: 'MODIFIED', lease: lease({ holderIdentity: 'b' }, 12) });
    observer.onEvent({ type: 'DELETED', lease: lease({}, 13) });
    expect(changes).toEqual([
      ['other', undefined],
      ['b', 'other'],
      [undefined, 'b'],
    ]);
    expect(elector.holder).toBeUndefined();
  });

  it('tell of failed requests, but not of lost races and a lease that is not there yet', async () => {
    const { elector, client, clock } = scene();
    const failed: string[] = [];
    elector.on('requestFailed', error => failed.push(`${error.verb} ${error.code}`));
    await elector.start();
    for (const code of ['network', 'notFound'] as const) {
      client.fails(code);
      await clock.advance(2_000);
    }
    for (const code of ['conflict', 'notFound'] as const) {
      client.fails(code);
      await nextTurn();
    }
    while (client.pending !== 'create') {
      if (client.pending) client.fails('notFound');
      await clock.advance(1_000);
    }
    // To a creation a 404 is news: there is no such namespace.
    client.fails('notFound');
    await nextTurn();
    expect(failed).toEqual(['get network', 'create notFound']);
  });

  it('change nothing where a listener throws: that is logged', async () => {
    const { elector, client, logger, clock } = scene();
    const thrown = new Error('listener');
    for (const event of ['acquired', 'lost', 'renewed', 'leaderChanged', 'requestFailed'] as const) {
      elector.on(event, () => {
        throw thrown;
      });
    }
    await elector.start();
    client.fails('network');
    await clock.advance(2_000);
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    expect(elector.isLeader).toBe(true);
    await clock.advance(10_000);
    client.accept(12);
    await nextTurn();
    const stopping = elector.stop();
    client.accept(13);
    await stopping;
    for (const event of ['acquired', 'lost', 'renewed', 'leaderChanged', 'requestFailed']) {
      expect(logger.of('error')).toContain(`error Lease "billing": a listener for "${event}" threw.`);
    }
    expect(new Set(logger.errors)).toEqual(new Set([thrown]));
  });

  it('come in the order of what happened, though a listener makes more happen', async () => {
    const { elector, client } = scene();
    const order: string[] = [];
    elector.on('acquired', () => {
      order.push('acquired begins');
      void elector.stop();
      order.push('acquired ends');
    });
    elector.on('lost', () => order.push('lost'));
    await elector.start();
    client.answer(lease({ holderIdentity: '', leaseDurationSeconds: 1 }));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    expect(order).toEqual(['acquired begins', 'acquired ends', 'lost']);
    client.accept(12);
  });
});
