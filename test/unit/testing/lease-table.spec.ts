import { describe, expect, it } from '@jest/globals';
import { ageOf } from '../../../lib/testing/lease-api/table.js';

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe('The age of a lease in a table', () => {
  it.each([
    [-2 * second, '<invalid>'],
    [-1, '0s'],
    [0, '0s'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [2 * minute + 5 * second, '2m5s'],
    [10 * minute + 5 * second, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [8 * hour + 5 * minute, '8h'],
    [47 * hour, '47h'],
    [2 * day + 3 * hour, '2d3h'],
    [8 * day + 3 * hour, '8d'],
    [729 * day, '729d'],
    [730 * day, '2y'],
    [731 * day, '2y1d'],
    [8 * 365 * day + day, '8y'],
  ])('%d ms: %s', (milliseconds, text) => {
    expect(ageOf(milliseconds)).toBe(text);
  });
});
