import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../lib/testing/manual-clock.js';

describe('ManualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new ManualClock({ monotonic: 5, wall: 1_000 });
    expect([clock.monotonic(), clock.wall()]).toEqual([5, 1_000]);
  });

  it('moves both clocks by what it is advanced', async () => {
    const clock = new ManualClock({ monotonic: 5, wall: 1_000 });
    await clock.advance(250);
    expect([clock.monotonic(), clock.wall()]).toEqual([255, 1_250]);
  });

  it('fires timers in the order of their times, not of their setting, each at its own time', async () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.setTimer(() => fired.push(`late at ${clock.monotonic()}`), 300);
    clock.setTimer(() => fired.push(`early at ${clock.monotonic()}`), 100);
    await clock.advance(500);
    expect(fired).toEqual(['early at 100', 'late at 300']);
    expect(clock.monotonic()).toBe(500);
  });

  it('fires timers of the same time in the order in which they were set', async () => {
    const clock = new ManualClock();
    const fired: number[] = [];
    for (const n of [1, 2, 3]) clock.setTimer(() => fired.push(n), 10);
    await clock.advance(10);
    expect(fired).toEqual([1, 2, 3]);
  });

  it('leaves alone what is due later', async () => {
    const clock = new ManualClock();
    let fired = false;
    clock.setTimer(() => (fired = true), 100);
    await clock.advance(99);
    expect(fired).toBe(false);
    expect(clock.pendingTimers).toBe(1);
    expect(clock.untilNextTimer).toBe(1);
    await clock.advance(1);
    expect(fired).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(clock.untilNextTimer).toBeUndefined();
  });

  it('fires timers that are set on the way, if they become due on the way', async () => {
    const clock = new ManualClock();
    const times: number[] = [];
    const tick = () => {
      times.push(clock.monotonic());
      clock.setTimer(tick, 100);
    };
    clock.setTimer(tick, 100);
    await clock.advance(350);
    expect(times).toEqual([100, 200, 300]);
    expect(clock.pendingTimers).toBe(1);
  });

  it('lets promises settle between two timers', async () => {
    const clock = new ManualClock();
    const order: string[] = [];
    clock.setTimer(() => {
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => order.push('what the first one started'));
    }, 1);
    clock.setTimer(() => order.push('the second one'), 2);
    await clock.advance(2);
    expect(order).toEqual(['what the first one started', 'the second one']);
  });

  it('lets promises settle before the first timer, so that what they set is not missed', async () => {
    const clock = new ManualClock();
    let fired = false;
    void Promise.resolve().then(() => clock.setTimer(() => (fired = true), 10));
    await clock.advance(10);
    expect(fired).toBe(true);
  });

  it('does not fire a cancelled timer', async () => {
    const clock = new ManualClock();
    let fired = false;
    const timer = clock.setTimer(() => (fired = true), 10);
    timer.cancel();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(10);
    expect(fired).toBe(false);
  });

  it('does not fire a timer that an earlier one of the same time has cancelled', async () => {
    const clock = new ManualClock();
    let fired = false;
    clock.setTimer(() => second.cancel(), 10);
    const second = clock.setTimer(() => (fired = true), 10);
    await clock.advance(10);
    expect(fired).toBe(false);
  });

  it('treats a negative delay as none', async () => {
    const clock = new ManualClock({ monotonic: 100 });
    let at: number | undefined;
    clock.setTimer(() => (at = clock.monotonic()), -50);
    await clock.advance(0);
    expect(at).toBe(100);
  });

  it('moves only the wall clock when it jumps, forwards or back', async () => {
    const clock = new ManualClock({ wall: 1_000 });
    let fired = false;
    clock.setTimer(() => (fired = true), 10);
    clock.jumpWall(5_000);
    clock.jumpWall(-2_000);
    await clock.advance(0);
    expect([clock.monotonic(), clock.wall(), fired]).toEqual([0, 4_000, false]);
  });

  it('moves only the wall clock while the machine is suspended', async () => {
    const clock = new ManualClock({ wall: 1_000 });
    let fired = false;
    clock.setTimer(() => (fired = true), 10);
    clock.suspend(60_000);
    await clock.advance(9);
    expect(fired).toBe(false);
    await clock.advance(1);
    expect([clock.monotonic(), clock.wall(), fired]).toEqual([10, 61_010, true]);
  });

  it('moves both clocks but fires nothing while the process is frozen, and fires late afterwards', async () => {
    const clock = new ManualClock({ wall: 1_000 });
    const fired: number[] = [];
    clock.setTimer(() => fired.push(clock.monotonic()), 10);
    clock.freeze(60_000);
    expect([clock.monotonic(), clock.wall(), fired]).toEqual([60_000, 61_000, []]);
    expect(clock.untilNextTimer).toBe(0);
    await clock.advance(0);
    expect(fired).toEqual([60_000]);
  });

  it('passes on what a timer throws, and can be advanced again', async () => {
    const clock = new ManualClock();
    clock.setTimer(() => {
      throw new Error('from the timer');
    }, 10);
    await expect(clock.advance(20)).rejects.toThrow('from the timer');
    await clock.advance(5);
    expect(clock.monotonic()).toBe(15);
  });

  it('refuses to be advanced twice at once, or backwards', async () => {
    const clock = new ManualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('advancing already');
    await first;
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  });
});
