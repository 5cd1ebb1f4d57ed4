import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../../lib/core/clock/clock.js';
import { CancellationScope } from '../../../lib/core/lease/cancellation-scope.js';
import { RequestFailure } from '../../../lib/core/lease/request-failure.js';
import { Turnstile } from '../../../lib/core/lease/turnstile.js';

const never = new CancellationScope(systemClock);

function job() {
  let finish: () => void = () => {};
  const done = new Promise<void>(resolve => (finish = resolve));
  const work = { begun: false, finish, run: () => ((work.begun = true), done) };
  return work;
}

describe('A turnstile', () => {
  it('lets so many through at a time, in the order they came', async () => {
    const turnstile = new Turnstile(2);
    const jobs = [job(), job(), job(), job()];
    const passed = jobs.map(({ run }) => turnstile.pass(never, run));
    expect(jobs.map(({ begun }) => begun)).toEqual([true, true, false, false]);
    jobs[1].finish();
    await nextTurn();
    expect(jobs.map(({ begun }) => begun)).toEqual([true, true, true, false]);
    for (const { finish } of jobs) finish();
    await Promise.all(passed);
    const another = job();
    another.finish();
    await turnstile.pass(never, another.run);
    expect(another.begun).toBe(true);
  });

  it('lets the next through where one failed', async () => {
    const turnstile = new Turnstile(1);
    const failing = turnstile.pass(never, () => Promise.reject(new Error('refused')));
    const next = turnstile.pass(never, () => Promise.resolve('through'));
    await expect(failing).rejects.toThrow('refused');
    expect(await next).toBe('through');
  });

  it('forgets whoever gives up in line, and rejects with the failure', async () => {
    const turnstile = new Turnstile(1);
    const [first, impatient, next] = [job(), job(), job()];
    const scope = new CancellationScope(systemClock);
    const passed = turnstile.pass(never, first.run);
    const gaveUp = turnstile.pass(scope, impatient.run);
    const passedNext = turnstile.pass(never, next.run);
    scope.cancel(new RequestFailure('timeout', 'too late'));
    await expect(gaveUp).rejects.toThrow('too late');
    first.finish();
    next.finish();
    await Promise.all([passed, passedNext]);
    expect([impatient.begun, next.begun]).toEqual([false, true]);
  });
});
