import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Kernel } from '../../../lib/core/kernel/kernel.js';
import { lazyKernel } from '../../../lib/core/kernel/lazy-kernel.js';
import { Presence } from '../../../lib/core/kernel/presence.js';
import { type Place } from '../../../lib/core/record/place.js';

/** A kernel that opens one socket after the other, as soon as it is told to. */
class ManualKernel implements Kernel {
  readonly open = new Set<string>();
  private readonly waiting: (() => void)[] = [];
  private count = 0;

  listen() {
    const place = { bootId: 'boot', netNamespace: '1', socket: `socket-${++this.count}` };
    return new Promise<{ place: Place; close(): void }>(resolve => {
      this.waiting.push(() => {
        this.open.add(place.socket);
        resolve({ place, close: () => this.open.delete(place.socket) });
      });
    });
  }

  probe() {
    return Promise.resolve('other' as const);
  }

  async opens(): Promise<void> {
    for (const open of this.waiting.splice(0)) open();
    await nextTurn();
  }
}

function scene() {
  const kernel = new ManualKernel();
  const told: string[] = [];
  const tell = (who: string) => (place?: Place) => void told.push(`${who} ${place?.socket}`);
  return { kernel, presence: new Presence(kernel), told, tell, one: {}, other: {} };
}

describe('The presence of a process', () => {
  it('is one socket for all electors of an app, until the last has left', async () => {
    const { kernel, presence, told, tell, one, other } = scene();
    presence.enter(one, tell('one'));
    presence.enter(other, tell('other'));
    await kernel.opens();
    expect(told).toEqual(['one socket-1', 'other socket-1']);
    presence.leave(one);
    await nextTurn();
    expect([...kernel.open]).toEqual(['socket-1']);
    presence.leave(other);
    await nextTurn();
    expect([...kernel.open]).toEqual([]);
  });

  it('has another name after everybody had left, and nobody is told of the one before', async () => {
    const { kernel, presence, told, tell, one } = scene();
    presence.enter(one, tell('first'));
    presence.leave(one);
    presence.enter(one, tell('second'));
    await kernel.opens();
    expect(told).toEqual(['second socket-2']);
    expect([...kernel.open]).toEqual(['socket-2']);
  });

  it('goes on for one that comes again and had not left', async () => {
    const { kernel, presence, told, tell, one } = scene();
    presence.enter(one, tell('first'));
    await kernel.opens();
    presence.enter(one, tell('second'));
    await nextTurn();
    expect(told).toEqual(['first socket-1', 'second socket-1']);
    presence.leave(one);
    await nextTurn();
    expect(kernel.open.size).toBe(0);
  });

  it('is none if the kernel tells nothing, and that is told', async () => {
    const told: unknown[] = [];
    new Presence(lazyKernel('darwin')).enter({}, place => void told.push(place));
    await nextTurn();
    expect(told).toEqual([undefined]);
  });

  it('has nothing to close for one that was never there', () => {
    const { presence, one } = scene();
    expect(() => presence.leave(one)).not.toThrow();
  });
});

describe('A system that is not Linux', () => {
  it('tells nothing and loads nothing', async () => {
    const kernel = lazyKernel('darwin');
    expect(await kernel.listen()).toBeUndefined();
    expect(await kernel.probe('any')).toBe('other');
  });
});
