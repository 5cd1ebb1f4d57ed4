import { describe, expect, it } from '@jest/globals';
import { isSameJson } from '../../../lib/core/election/lease-spec.js';
import { provenAge } from '../../../lib/core/election/proven-age.js';
import { type Lease } from '../../../lib/core/record/lease.js';

const now = Date.UTC(2030, 0, 1);

function ageBy(managedFields: unknown): number {
  const metadata = { name: 'billing', managedFields } as Lease['metadata'];
  return provenAge({ metadata, spec: { renewTime: '2029-01-01T00:00:00.000000Z' } }, now, 2_000, now);
}

describe('Times in managedFields', () => {
  it('prove an age where every entry has one', () => {
    const times = ['2029-12-31T23:59:00Z', '2029-12-31T23:59:30Z'];
    expect(ageBy(times.map(time => ({ time })))).toBe(27_000);
  });

  it.each([
    ['none', undefined],
    ['no list', { time: '2020-01-01T00:00:00Z' }],
    ['an empty list', []],
    ['an entry that is null', [null]],
    ['an entry without a time', [{ time: '2020-01-01T00:00:00Z' }, {}]],
    ['a number', [{ time: 1 }]],
    ['a number in a string, which Date.parse takes for a year', [{ time: '1' }]],
    ['an object that is no string either', [{ time: { toString: 1, valueOf: 1 } }]],
    ['a date that there is not', [{ time: '2020-13-45T00:00:00Z' }]],
  ])('prove nothing where they are nonsense: %s', (_, managedFields) => {
    expect(ageBy(managedFields)).toBe(0);
  });

  it('may be as many as an answer can hold', () => {
    expect(ageBy(Array.from({ length: 300_000 }, () => ({ time: '2029-12-31T23:59:30Z' })))).toBe(27_000);
  });
});

describe('Specs are compared', () => {
  const nested = (depth: number, core: string): unknown =>
    JSON.parse('{"a":['.repeat(depth) + core + ']}'.repeat(depth));

  it('as deep as an answer can nest them', () => {
    expect(isSameJson(nested(200_000, '1'), nested(200_000, '1'))).toBe(true);
    expect(isSameJson(nested(200_000, '1'), nested(200_000, '2'))).toBe(false);
  });

  it.each([
    [null, {}],
    [[], {}],
    [[1], [1, 2]],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, { b: 1 }],
    ['', null],
    [JSON.parse('{"__proto__":1}'), {}],
    [JSON.parse('{"toString":1}'), { a: 1 }],
  ])('and told apart: %j and %j', (a, b) => {
    expect([isSameJson(a, b), isSameJson(b, a), isSameJson(a, a)]).toEqual([false, false, true]);
  });
});
