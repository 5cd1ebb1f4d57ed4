import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { type CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { LastWords } from '../../../lib/core/elector/last-words.js';
import { ProcessExit } from '../../../lib/core/elector/process-exit.js';
import { type LastWordsTarget } from '../../../lib/core/lease/lease-client.js';
import { following, leading, nextTurn, type Scene } from './started-elector.js';

/** What this elector would have released if its process ended now. */
function lastWordsOf({ elector }: Scene): LastWordsTarget[] {
  const host = new EventEmitter();
  const said: LastWordsTarget[] = [];
  const words = new LastWords({ releaseAtExit: targets => said.push(...targets) }, new ProcessExit(host as never));
  words.add(elector);
  host.emit('exit', 1);
  return said;
}

describe('The last words of a process', () => {
  it('name the lease it leads, and how to recognise it', async () => {
    const scene = await leading();
    const { acquireTime } = scene.client.requests.findLast(({ lease }) => lease)!.lease!.spec!;
    expect(lastWordsOf(scene)).toEqual([
      { lease: { namespace: 'jobs', name: 'billing' }, holder: 'me', nonces: [acquireTime], annotations: {} },
    ]);
  });

  it('leave no request to hand over and no successor of the past', async () => {
    const changes = lastWordsOf(await leading())[0].annotations;
    expect(Object.entries(changes)).toEqual([
      ['nestjs-kubernetes-leader/hand-over', undefined],
      ['nestjs-kubernetes-leader/successor', undefined],
    ]);
  });

  it('bring along the annotations that no write has carried yet', async () => {
    const scene = await leading();
    scene.elector.annotations.changeLater({ a: '1', b: undefined });
    scene.elector.annotations.changeLater({ a: '2' });
    expect(lastWordsOf(scene)).toMatchObject([{ annotations: { a: '2', b: undefined } }]);
  });

  it('name no lease of somebody else', async () => {
    expect(lastWordsOf(await following())).toEqual([]);
  });

  it('name no lease whose work is under way', async () => {
    const scene = await leading();
    void scene.elector.run(() => new Promise(() => {}));
    expect(lastWordsOf(scene)).toEqual([]);
  });

  it('name no lease with `releaseOnExit: false`', async () => {
    expect(lastWordsOf(await leading({ releaseOnExit: false }))).toEqual([]);
  });

  it('trace 1: close the gate, end the term, and end the election for good', async () => {
    const scene = await leading();
    const { elector, client, clock, term } = scene;
    lastWordsOf(scene);
    expect(elector.isLeader).toBe(false);
    expect(elector.enter('late')).toBeUndefined();
    expect(term.signal.aborted).toBe(true);
    const requests = client.requests.length;
    await clock.advance(60_000);
    expect(client.requests).toHaveLength(requests);
    expect(clock.pendingTimers).toBe(0);
    await elector.stop(); // which must not wait for what never comes
    await expect(elector.start()).rejects.toMatchObject({ code: 'stopped' });
    await nextTurn();
    expect(client.requests).toHaveLength(requests);
  });

  it('trace 4: are spoken first, and never throw', () => {
    const host = new EventEmitter();
    const order: string[] = [];
    host.on('exit', () => order.push('another listener'));
    const failing = {
      latch: () => {
        order.push('last words');
        throw new Error('unexpected');
      },
    } as unknown as CandidateElector;
    new LastWords(undefined, new ProcessExit(host as never)).add(failing);
    host.emit('exit', 1);
    expect(order).toEqual(['last words', 'another listener']);
  });

  it('leave no listener behind an elector that has stopped, and need one for a thousand', () => {
    const host = new EventEmitter();
    const exit = new ProcessExit(host as never);
    const electors = Array.from({ length: 1000 }, () => ({ latch: () => undefined }));
    const words = electors.map(elector => {
      const one = new LastWords(undefined, exit);
      one.add(elector);
      return one;
    });
    expect(host.listenerCount('exit')).toBe(1);
    words.forEach((one, index) => one.delete(electors[index]));
    expect(host.listenerCount('exit')).toBe(0);
  });
});
