import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { leading, lease } from './started-elector.js';

describe('A duty before the release', () => {
  it('is done when the gate has closed, while the lease is still held, and the release waits for it', async () => {
    const { elector, client } = await leading();
    let finish = () => {};
    let isDone = false;
    elector.beforeRelease({
      get isPending() {
        return !isDone && elector.isHolding;
      },
      perform: done => (finish = done),
    });
    const stopped = elector.stop();
    await nextTurn();
    expect([elector.isLeader, elector.isHolding, client.pending]).toEqual([false, true, undefined]);
    isDone = true;
    finish();
    await nextTurn();
    expect(client.written.spec).toMatchObject({ holderIdentity: '' });
    client.accept(12);
    await stopped;
    expect(elector.isHolding).toBe(false);
  });

  it('keeps nobody out of the election after a loss', async () => {
    const { elector, client, clock } = await leading();
    elector.beforeRelease({
      get isPending() {
        return elector.isHolding;
      },
      perform: () => {},
    });
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: lease({}, 13) });
    expect([elector.isLeader, elector.isHolding]).toEqual([false, false]);
    client.watching.observer.onEvent({
      type: 'MODIFIED',
      lease: lease({ holderIdentity: '', leaseDurationSeconds: 1 }, 14),
    });
    await clock.advance(100);
    expect(client.written.spec).toMatchObject({ holderIdentity: 'me' });
    void elector.stop();
  });
});
