import { describe, expect, it } from '@jest/globals';
import { problemsOf, resolve } from './resolving.js';

describe('a duration', () => {
  it('in seconds by mistake is told the unit', () => {
    expect(problemsOf({ leaseDuration: 20 })).toEqual([
      "Expected `leaseDuration` to be a string with a unit if it is below 100, got 20 (number), which means 20 ms; did you mean '20s'?",
    ]);
    expect(problemsOf({ retryInterval: 2 })).toEqual([
      "Expected `retryInterval` to be a string with a unit if it is below 100, got 2 (number), which means 2 ms; did you mean '2s'?",
    ]);
    expect(problemsOf({ waitForLeader: 30 })).toEqual([
      "Expected `waitForLeader` to be a string with a unit if it is below 100, got 30 (number), which means 30 ms; did you mean '30s'?",
    ]);
    expect(resolve({ retryInterval: '2ms' }).retryInterval).toBe(2);
  });

  it('without a unit, as environment variables have it, is told the likely one', () => {
    expect(problemsOf({ leaseDuration: '20', renewInterval: '10000' })).toEqual([
      "Expected `renewInterval` to be written with a unit, got '10000' (string); did you mean '10000ms'?",
      "Expected `leaseDuration` to be written with a unit, got '20' (string); did you mean '20s'?",
    ]);
  });

  it.each<[string, unknown, string]>([
    ['drainTimeout', 'soon', "a duration (milliseconds, or a string such as '10s'), got 'soon' (string)."],
    ['drainTimeout', null, "a duration (milliseconds, or a string such as '10s'), got null."],
    ['drainTimeout', NaN, "a duration (milliseconds, or a string such as '10s'), got NaN (number)."],
    ['drainTimeout', { s: 1 }, "a duration (milliseconds, or a string such as '10s'), got an object with `s`."],
    ['drainTimeout', true, "a duration (milliseconds, or a string such as '10s'), got true (boolean)."],
    ['renewInterval', 0, 'longer than 0, got 0 (number).'],
    ['retryInterval', '-2s', "longer than 0, got '-2s' (string)."],
    ['abortGrace', -1, '0 or longer, got -1 (number).'],
    ['renewDeadline', Infinity, 'finite, got Infinity (number).'],
    ['drainTimeout', '1000h', 'at most 576h, because timers cannot be longer, got 1000h (3600000000 ms).'],
    ['serverClockMargin', -Infinity, '0 or longer, got -Infinity (number).'],
    [
      'waitForLeader',
      'yes',
      "true, false or a duration (milliseconds, or a string such as '30s'), got 'yes' (string).",
    ],
    ['waitForLeader', Infinity, 'finite, got Infinity (number).'],
  ])('%s: %p', (name, value, expected) => {
    expect(problemsOf({ [name]: value })).toEqual([`Expected \`${name}\` to be ${expected}`]);
  });

  it.each(['drainTimeout', 'abortGrace', 'releaseTimeout', 'serverClockMargin'])('of 0 is taken for %s', name => {
    expect(problemsOf({ [name]: 0 })).toEqual([]);
    expect(problemsOf({ [name]: '0s' })).toEqual([]);
  });
});

describe('a lease', () => {
  it.each<[unknown, string]>([
    ['1s', 'at least 2s, because a duration of 1s means "released", got 1s (1000 ms).'],
    ['500ms', 'at least 2s, because a duration of 1s means "released", got 500ms.'],
    [2_500, 'whole seconds, because the Lease API has no fractions, got 2.5s (2500 ms).'],
    ['200h', 'at most 168h, because candidates ignore a longer one, got 200h (720000000 ms).'],
  ])('of %p is refused', (leaseDuration, expected) => {
    expect(problemsOf({ leaseDuration })).toEqual([`Expected \`leaseDuration\` to be ${expected}`]);
  });

  it('that would follow from the renewInterval and be too long is told of the renewInterval', () => {
    expect(problemsOf({ renewInterval: '100h' })).toEqual([
      'Expected `renewInterval` to be at most 84h, half of the longest lease (168h), got 100h (360000000 ms).',
    ]);
  });
});

describe('timings that do not fit together', () => {
  it('renewDeadline not shorter than leaseDuration', () => {
    expect(problemsOf({ renewDeadline: '25s' })).toEqual([
      'Expected `renewDeadline` to be shorter than `leaseDuration` (20s), got 25s (25000 ms).',
    ]);
    expect(problemsOf({ renewDeadline: '20s', leaseDuration: '20s' })).toHaveLength(1);
  });

  it('renewInterval not shorter than renewDeadline', () => {
    expect(problemsOf({ renewInterval: '10s', leaseDuration: '6s' })).toEqual([
      'Expected `renewInterval` to be shorter than `renewDeadline` (4.5s, by default ¾ of `leaseDuration`), got 10s (10000 ms).',
    ]);
    expect(problemsOf({ renewInterval: '10s', renewDeadline: '8s' })).toEqual([
      'Expected `renewInterval` to be shorter than `renewDeadline` (8s), got 10s (10000 ms).',
    ]);
  });

  it('no room for a retry before renewDeadline', () => {
    expect(problemsOf({ renewInterval: '10s', retryInterval: '5s' })).toEqual([
      'Expected `renewInterval` + `retryInterval` to be shorter than `renewDeadline` (15s, by default ¾ of `leaseDuration`), got 10s + 5s.',
    ]);
    expect(problemsOf({ retryInterval: '4.9s' })).toEqual([]);
  });

  it('are not blamed on a value that is wrong by itself', () => {
    expect(problemsOf({ leaseDuration: '1s', renewInterval: '30s' })).toHaveLength(1);
    expect(problemsOf({ renewInterval: 'x', retryInterval: '1h' })).toHaveLength(1);
    expect(problemsOf({ renewDeadline: 'x', leaseDuration: '5s' })).toHaveLength(1);
  });

  it('are still compared where both are known, beside one that is wrong', () => {
    expect(problemsOf({ leaseDuration: '1s', renewDeadline: '20s', renewInterval: '30s' })).toEqual([
      'Expected `leaseDuration` to be at least 2s, because a duration of 1s means "released", got 1s (1000 ms).',
      'Expected `renewInterval` to be shorter than `renewDeadline` (20s), got 30s (30000 ms).',
    ]);
  });
});
