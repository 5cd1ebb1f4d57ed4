import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../lib/core/elector/options/duration.js';

describe('a duration', () => {
  it.each([
    [1500, 1500],
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1.1m', 66_000],
    ['1h', 3_600_000],
    ['-5s', -5_000],
    [0, 0],
    [-0, 0],
    ['-0s', 0],
    [Infinity, Infinity],
    ['Infinity', Infinity],
  ])('%p is %p ms', (value, ms) => {
    expect(parseDuration(value)).toBe(ms);
  });

  it.each([
    '',
    '10',
    '10 s',
    '10S',
    '10s ',
    's',
    '1w',
    '1e3s',
    '0x10s',
    '1.s',
    '.5s',
    NaN,
    null,
    undefined,
    {},
    [],
    10n,
  ])('%p is none', value => {
    expect(parseDuration(value)).toBeUndefined();
  });

  it.each([
    [0, '0ms'],
    [250, '250ms'],
    [1_500, '1.5s'],
    [20_000, '20s'],
    [90_000, '90s'],
    [120_000, '2m'],
    [604_800_000, '168h'],
    [Infinity, 'Infinity'],
  ])('of %p ms is written %p', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back as it was written, whatever its length up to a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 366 * 24 * 3_600_000 }), ms => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
