import { describe, expect, it } from '@jest/globals';
import { lease, touched } from './records.js';
import { candidateThatSees, Story } from './story.js';

/** Milliseconds that it waits for another's lease of 20 s which it first saw with that `Date`. */
function waitOf(managed: string[] | undefined, date: string | undefined, margin = 2_000, record = {}): number {
  const renewTime = '2026-05-01T10:00:00.000000Z'; // years ago, by its own clock
  const story = new Story({ serverClockMargin: margin })
    .start()
    .answers(lease({ managed, renewTime, ...record }), date);
  if (story.asks === undefined) story.watchOpens();
  while (story.asks === undefined) story.wake();
  return story.now;
}

describe("Rule 10: the server's clock can prove age", () => {
  it('counts from the newest write that the server recorded, less a second for truncation and the margin', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z')).toBe(15_000);
  });

  it('takes a lease at once that is proven old', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:22Z')).toBe(1_000);
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:23Z')).toBe(0);
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T11:00:00Z')).toBe(0);
  });

  it('believes the newest of several entries', () => {
    expect(
      waitOf(['2026-05-01T10:00:00Z', '2026-05-01T10:00:05Z', '2026-05-01T09:00:00Z'], '2026-05-01T10:00:13Z'),
    ).toBe(15_000);
  });

  it('proves nothing within the margin', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:03Z')).toBe(20_000);
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:04Z')).toBe(19_000);
  });

  it('never adds to the wait, though the entry is later than the answer', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T09:00:00Z')).toBe(20_000);
  });

  it.each<[string, string[] | undefined, string | undefined]>([
    ['a Date', ['2026-05-01T10:00:00Z'], undefined],
    ['entries', undefined, '2026-05-01T11:00:00Z'],
    ['any entry', [], '2026-05-01T11:00:00Z'],
    ['a readable time in each entry', ['2026-05-01T10:00:00Z', 'yesterday'], '2026-05-01T11:00:00Z'],
  ])('proves nothing without %s', (_, managed, date) => {
    expect(waitOf(managed, date)).toBe(20_000);
  });

  it('proves nothing by entries that are none', () => {
    for (const managedFields of [{}, [null], [{}]]) {
      const record = lease();
      record.metadata.managedFields = managedFields as never;
      expect(new Story().start().answers(record, '2026-05-01T11:00:00Z').asks).toBeUndefined();
    }
  });

  it('obeys the configured margin', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z', 5_000)).toBe(18_000);
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z', 0)).toBe(13_000);
  });

  it('is turned off by an infinite margin', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T11:00:00Z', Infinity)).toBe(20_000);
  });

  it("shortens the wait for a record's longer duration, too", () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z', 2_000, { seconds: 60 })).toBe(55_000);
  });

  it('works for a record without a holder', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z', 2_000, { holder: '' })).toBe(15_000);
  });

  it('counts from the receipt of the answer', () => {
    const story = new Story().start().freeze(3_000);
    const record = lease({ managed: ['2026-05-01T10:00:00Z'], renewTime: '2026-05-01T10:00:00.000000Z' });
    story.answers(record, '2026-05-01T10:00:08Z').watchOpens();
    expect(story.wake().now).toBe(18_000);
  });

  it.each([
    ['a minute old', '2029-12-31T23:59:00.000000Z', 0],
    ['8 s old: it waits for the rest', '2029-12-31T23:59:52.000000Z', 12_000],
    ['just renewed', '2030-01-01T00:00:00.000000Z', 20_000],
    ['renewed in a year to come', '2031-01-01T00:00:00.000000Z', 20_000],
    ['renewed at no time that one can read', 'yesterday', 20_000],
    ['never renewed', undefined, 20_000],
  ])(
    "believes a `Date`, which may be a proxy's, no more than its own wall clock, by which the record is %s",
    (_, renewTime, wait) => {
      expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T11:00:00Z', 2_000, { renewTime })).toBe(wait);
    },
  );

  it('believes its own clock no more than the `Date`', () => {
    expect(waitOf(['2026-05-01T10:00:00Z'], '2026-05-01T10:00:08Z')).toBe(15_000);
    expect(waitOf(['2026-05-01T10:00:00Z'], undefined)).toBe(20_000);
  });

  it('proves nothing at a later sight, where it would contradict what was seen', () => {
    const record = lease({ managed: ['2026-05-01T10:00:00Z'] });
    const story = candidateThatSees(record).wait(2_000);
    expect(story.asks).toBe('read');
    story.answers(touched(record, 11, { renewTime: 'x' }), '2026-05-01T11:00:00Z').watchOpens();
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });
});
