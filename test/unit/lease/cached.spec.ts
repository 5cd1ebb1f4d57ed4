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

  it('is freed of a load that hangs by being told to forget, and what that brings later is not kept', async () => {
    const arrive: ((value: string) => void)[] = [];
    const cached = new Cached(() => new Promise<string>(resolve => arrive.push(resolve)), Infinity);
    const hanging = cached.get();
    cached.forget();
    const second = cached.get();
    arrive[1]('new');
    expect(await second).toBe('new');
    arrive[0]('old');
    expect(await hanging).toBe('old');
    expect(await cached.get()).toBe('new');
  });

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
