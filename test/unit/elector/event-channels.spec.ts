import { afterEach, describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Channel, channel, type ChannelListener, tracingChannel } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventTypes } from '../../../lib/core/elector/leader-event.js';
import { LeaseRequestError } from '../../../lib/core/index.js';
import { leading, lease, scene } from './started-elector.js';

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach(end => end()));

function listen(to: Channel, listener: ChannelListener): void {
  to.subscribe(listener);
  undo.push(() => to.unsubscribe(listener));
}

const ofEvent = (type: string) => channel(`nestjs-kubernetes-leader:${type}`);

describe('The diagnostics channels', () => {
  it('publish each event, as events$ emits it, on the channel of its type', async () => {
    const published: unknown[] = [];
    for (const type of eventTypes)
      listen(ofEvent(type), (event, name) => published.push([String(name).split(':')[1], event]));
    const { elector, client, term } = await leading();
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    const of = { leaseName: 'billing', namespace: 'jobs', identity: 'me' };
    expect(published).toEqual([
      ['acquired', { type: 'acquired', ...of, term }],
      ['leaderChanged', { type: 'leaderChanged', ...of, holder: 'me', previous: undefined }],
      ['lost', { type: 'lost', ...of, term, reason: term.signal.reason as unknown }],
      ['leaderChanged', { type: 'leaderChanged', ...of, holder: 'other', previous: 'me' }],
    ]);
    void elector.stop();
  });

  it('publish nothing, and make no event, while nobody listens', () => {
    const { elector } = scene();
    expect(eventTypes.filter(type => elector.isHeard(type))).toEqual([]);
    listen(ofEvent('lost'), () => {});
    expect(eventTypes.filter(type => elector.isHeard(type))).toEqual(['lost']);
    const stop = elector.observe(() => {});
    expect(eventTypes.filter(type => elector.isHeard(type))).toEqual(eventTypes);
    stop();
  });

  it('tell of requests that fail, each time, and once when they work again', async () => {
    const published: unknown[] = [];
    for (const type of ['requestFailed', 'recovered']) listen(ofEvent(type), event => published.push(event));
    const { elector, client, clock } = scene();
    await elector.start();
    client.fails('server');
    await nextTurn();
    await clock.advance(5_000);
    client.fails('server');
    await nextTurn();
    await clock.advance(5_000);
    client.answer(lease());
    await nextTurn();
    expect(published).toEqual([
      expect.objectContaining({ type: 'requestFailed', error: expect.any(LeaseRequestError) as unknown }),
      expect.objectContaining({ type: 'requestFailed', error: expect.any(LeaseRequestError) as unknown }),
      expect.objectContaining({ type: 'recovered', verb: 'get', leaseName: 'billing' }),
    ]);
    void elector.stop();
  });
});

describe('A request that asks whether this process leads, too late,', () => {
  it('ends the term, but neither listeners nor timers carry its context', async () => {
    const request = new AsyncLocalStorage<string>();
    const { elector, clock } = await leading();
    const seen: (string | undefined)[] = [];
    elector.on('lost', () => seen.push(request.getStore()));
    clock.freeze(60_000);
    request.run('of a user', () => expect(elector.isLeader).toBe(false));
    expect(seen).toEqual([undefined]);
    void elector.stop();
  });
});

describe('The tracing channel of runs', () => {
  const runs = tracingChannel('nestjs-kubernetes-leader:run');
  const parts = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

  function record() {
    const told: [string, unknown][] = [];
    for (const part of parts) listen(runs[part], message => told.push([part, message]));
    return told;
  }

  it('tells of a call from its start until all that belongs to it is done', async () => {
    const told = record();
    const { elector } = await leading();
    await elector.run(() => Promise.resolve('done'), { name: 'sendInvoices' });
    expect(told.map(([part]) => part)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(new Set(told.map(([, message]) => message)).size).toBe(1);
    expect(told[0][1]).toEqual({
      name: 'sendInvoices',
      run: expect.objectContaining({ leaseName: 'billing', fencingToken: 11n }) as unknown,
    });
    void elector.stop();
  });

  it.each<[string, () => Promise<void>]>([
    ['throws', () => fail()],
    ['rejects', async () => Promise.resolve().then(fail)],
  ])('tells of one that %s, whose caller gets the same error', async (_, fn) => {
    const told = record();
    const { elector } = await leading();
    await expect(elector.run(fn)).rejects.toThrow('no queue');
    expect(told.map(([part]) => part).sort()).toEqual(['asyncEnd', 'asyncStart', 'end', 'error', 'start']);
    expect(told[0][1]).toMatchObject({ error: new Error('no queue') });
    void elector.stop();
  });

  it('can bind an AsyncLocalStorage, which the call then has', async () => {
    const span = new AsyncLocalStorage<unknown>();
    runs.start.bindStore(span, message => (message as { name: string }).name);
    undo.push(() => runs.start.unbindStore(span));
    const { elector } = await leading();
    const seen = await elector.run(async () => (await nextTurn(), span.getStore()), { name: 'sendInvoices' });
    expect([seen, span.getStore()]).toEqual(['sendInvoices', undefined]);
    void elector.stop();
  });

  it('tells nothing of a run that nobody called anything in', async () => {
    const told = record();
    const { elector } = await leading();
    elector.enter('nothing')?.end();
    expect(told).toEqual([]);
    void elector.stop();
  });
});

function fail(): never {
  throw new Error('no queue');
}
