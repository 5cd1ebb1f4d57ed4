import { describe, expect, it } from '@jest/globals';
import { Cached } from '../../../lib/core/lease/connection/cached.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';

describe('Cached', () => {
  it('loads once for all who ask at the same time', async () => {
    let loads = 0;
    const cached = new Cached(() => Promise.resolve(++loads), Infinity);
    expect(await Promise.all([cached.get(), cached.get()])).toEqual([1, 1]);
    expect(await cached.get()).toBe(1);
  });

  it('does not remember a failure', async () => {
    const loads = [Promise.reject<string>(new Error('no')), Promise.resolve('yes')];
    const cached = new Cached(() => loads.shift()!, Infinity);
    await expect(cached.get()).rejects.toThrow('no');
    expect(await cached.get()).toBe('yes');
  });

  it('shares a load that is in progress also after it was told to forget: it may bring what works', async () => {
    const arrive: ((value: string) => void)[] = [];
    const cached = new Cached(() => new Promise<string>(resolve => arrive.push(resolve)), Infinity);
    const first = cached.get();
    cached.forget();
    const second = cached.get();
    expect(arrive).toHaveLength(1);
    arrive[0]('new');
    expect([await first, await second, await cached.get()]).toEqual(['new', 'new', 'new']);
  });

  it('starts another load beside one that has hung for a minute, and keeps what began later', async () => {
    const clock = new ManualClock();
    const arrive: ((value: string) => void)[] = [];
    const cached = new Cached(() => new Promise<string>(resolve => arrive.push(resolve)), Infinity, clock);
    const hanging = cached.get();
    await clock.advance(59_999);
    void cached.get();
    expect(arrive).toHaveLength(1);
    await clock.advance(1);
    const second = cached.get();
    arrive[1]('new');
    expect(await second).toBe('new');
    arrive[0]('old');
    expect(await hanging).toBe('old');
    expect(await cached.get()).toBe('new');
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(['is old', 'was told to expire'])(
    'leaves the old value in use while it loads again because it %s, after a moment of patience',
    async why => {
      const clock = new ManualClock();
      const arrive: ((value: string) => void)[] = [];
      const cached = new Cached(() => new Promise<string>(resolve => arrive.push(resolve)), 60_000, clock);
      const first = cached.get();
      arrive[0]('first');
      await first;
      if (why === 'is old') await clock.advance(60_000);
      else cached.expire();
      const quick = cached.get();
      arrive[1]('second');
      expect(await quick).toBe('second');

      cached.expire();
      expect(cached.known).toBeUndefined();
      const slow = Promise.all([cached.get(), cached.get()]);
      await clock.advance(250);
      expect(await slow).toEqual(['second', 'second']);
      expect(await cached.get()).toBe('second');
      expect(arrive).toHaveLength(3);
      arrive[2]('third');
      await clock.advance(0);
      expect(cached.known).toBe('third');
    },
  );

  it('loads again once the value is old, by its clock alone, and goes on with the old value where that fails', async () => {
    const clock = new ManualClock();
    const loads = [
      () => Promise.resolve('first'),
      () => Promise.reject(new Error('no')),
      () => Promise.resolve('second'),
    ];
    const cached = new Cached(() => loads.shift()!(), 60_000, clock);
    expect(await cached.get()).toBe('first');
    await clock.advance(59_999);
    expect(await cached.get()).toBe('first');
    expect(loads).toHaveLength(2);
    await clock.advance(1);
    expect(await cached.get()).toBe('first');
    expect(loads).toHaveLength(1);
    expect(await cached.get()).toBe('second');
  });
});
