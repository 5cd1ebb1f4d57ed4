import { describe, expect, it } from '@jest/globals';
import { following, leading, lease, nextTurn, scene } from './started-elector.js';

const free = lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 11);

describe('Waiting for leadership', () => {
  it('resolves with the term, at once where this process leads', async () => {
    const { elector, term } = await leading();
    expect(await elector.waitForLeadership()).toBe(term);
  });

  it('resolves for all who wait as soon as it leads', async () => {
    const { elector, client } = await following();
    const waiting = Promise.all([elector.waitForLeadership(), elector.waitForLeadership()]);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: free });
    client.accept(12);
    const [one, other] = await waiting;
    expect(one.fencingToken).toBe(12n);
    expect(other).toBe(one);
  });

  it('may begin before the start', async () => {
    const { elector, client } = scene();
    const waiting = elector.waitForLeadership();
    await elector.start();
    client.answer(free);
    await nextTurn();
    client.accept(12);
    expect((await waiting).fencingToken).toBe(12n);
  });

  it("rejects with the signal's reason, also where this process leads already", async () => {
    const reason = new Error('enough');
    const aborting = new AbortController();
    const { elector } = await following();
    const waiting = elector.waitForLeadership({ signal: aborting.signal });
    aborting.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(elector.waitForLeadership({ signal: aborting.signal })).rejects.toBe(reason);
    await expect((await leading()).elector.waitForLeadership({ signal: aborting.signal })).rejects.toBe(reason);
  });

  it('leaves no listener at a signal that outlives it', async () => {
    const { elector, client } = await following();
    const { signal } = new AbortController();
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
    const waiting = elector.waitForLeadership({ signal });
    expect(listeners).toBe(1);
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: free });
    client.accept(12);
    await waiting;
    expect(listeners).toBe(0);
  });

  it('rejects where it is stopped before', async () => {
    const { elector } = await following();
    const waiting = elector.waitForLeadership();
    const rejected = expect(waiting).rejects.toMatchObject({
      code: 'stopped',
      message: 'The election for the lease "billing" was stopped.',
    });
    await elector.stop();
    await rejected;
  });
});

describe('A start that waits for a leader', () => {
  it('resolves when somebody else is seen to lead', async () => {
    const { elector, client, clock } = scene({ waitForLeader: 5_000 });
    let started = false;
    const starting = elector.start().then(() => (started = true));
    await clock.advance(4_000);
    expect(started).toBe(false);
    client.answer(lease());
    await starting;
    await clock.advance(2_000);
    expect(elector.isLeader).toBe(false);
  });

  it('resolves when this process leads', async () => {
    const { elector, client } = scene({ waitForLeader: Infinity });
    const starting = elector.start();
    client.answer(free);
    await nextTurn();
    client.accept(12);
    await starting;
    expect(elector.isLeader).toBe(true);
    await elector.start();
  });

  it('waits for ever where it was told to', async () => {
    const { elector, client, clock } = scene({ waitForLeader: Infinity });
    let started = false;
    const starting = elector.start().then(() => (started = true));
    for (let minute = 0; minute < 60; minute++) {
      if (client.pending) client.fails('network');
      await clock.advance(60_000);
    }
    expect(started).toBe(false);
    client.answer(lease());
    await starting;
  });

  it('does not take a lease that nobody holds, or whose holder may be dead, for a leader', async () => {
    const { elector, client, clock } = scene({ waitForLeader: 60_000 });
    let started = false;
    void elector.start().then(() => (started = true));
    client.answer(lease({ holderIdentity: '' }));
    await clock.advance(19_000);
    expect(started).toBe(false);
  });

  it('fails, and stops, where none is known in time', async () => {
    const { elector, client, clock } = scene({ waitForLeader: 5_000 });
    const failing = expect(elector.start()).rejects.toMatchObject({
      code: 'noLeaderKnown',
      message: 'No leader of the lease "jobs/billing" was known within 5s (`waitForLeader`).',
    });
    await clock.advance(5_000);
    await failing;
    const sent = client.requests.length;
    client.answer(free);
    await clock.advance(60_000);
    expect(client.requests).toHaveLength(sent);
    expect(clock.pendingTimers).toBe(0);
  });

  it('may be tried again after that', async () => {
    const { elector, client, clock } = scene({ waitForLeader: 5_000 });
    const failing = expect(elector.start()).rejects.toMatchObject({ code: 'noLeaderKnown' });
    await clock.advance(5_000);
    await failing;
    while (client.pending) client.fails('network');
    const starting = elector.start();
    await nextTurn();
    client.answer(lease());
    await starting;
    expect(elector.holder).toBe('other');
  });

  it('rejects where it is stopped meanwhile, and leaves no timer', async () => {
    const { elector, clock } = scene({ waitForLeader: 5_000 });
    const failing = expect(elector.start()).rejects.toMatchObject({ code: 'stopped' });
    await elector.stop();
    await failing;
    await nextTurn();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is waited for by all who call it', async () => {
    const { elector, client } = scene({ waitForLeader: 5_000 });
    const all = Promise.all([elector.start(), elector.start()]);
    client.answer(lease());
    await all;
    expect(client.requests).toHaveLength(1);
  });

  it('takes no time where a leader is known already', async () => {
    const { elector, clock } = await following({ waitForLeader: 0 });
    await elector.start();
    expect(elector.holder).toBe('other');
    expect(clock.pendingTimers).toBe(1);
  });
});
