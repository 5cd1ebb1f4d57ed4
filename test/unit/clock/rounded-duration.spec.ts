import { describe, expect, it } from '@jest/globals';
import { roundedDuration } from '../../../lib/core/clock/rounded-duration.js';

describe('A duration in a message', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [332.33333, '332 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1_665.6666666666667, '1.7 s'],
    [15_000, '15 s'],
    [59_949, '59.9 s'],
    [59_999, '1 min'],
    [150_000, '2.5 min'],
    [3_599_000, '1 h'],
    [604_800_000, '168 h'],
  ])('of %d ms reads %s', (milliseconds, text) => {
    expect(roundedDuration(milliseconds)).toBe(text);
  });
});
