import { describe, expect, it } from '@jest/globals';
import { type LeaseSpec } from '../../../lib/core/record/lease.js';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees } from './story.js';

/** Milliseconds until it writes itself in, if nothing happens. */
function waitOf(story: ReturnType<typeof followerThatSees>): number {
  while (story.asks === undefined) story.wake();
  expect(story.asks).toBe('replace');
  return story.now;
}

describe('Rule 4: followers judge by what they saw', () => {
  it("respects another's lease for the record's duration where that is longer", () => {
    expect(waitOf(followerThatSees(lease({ seconds: 60 })))).toBe(60_000);
  });

  it('respects it for its own duration where that is longer', () => {
    expect(waitOf(followerThatSees(lease({ seconds: 5 })))).toBe(20_000);
  });

  it.each([[0], [-5], [1.5], [null], [undefined], ['60'], [7 * 24 * 3600 + 1], [NaN]])(
    'counts a senseless duration as its own: %p',
    seconds => {
      const record = lease();
      record.spec!.leaseDurationSeconds = seconds as number;
      expect(waitOf(followerThatSees(record))).toBe(20_000);
    },
  );

  it('takes a week for a duration', () => {
    expect(waitOf(followerThatSees(lease({ seconds: 7 * 24 * 3600 })))).toBe(7 * 24 * 3_600_000);
  });

  it("counts the record of a lease without a spec as nobody's, and waits its own duration", () => {
    for (const spec of [null, undefined]) {
      const story = followerThatSees({ ...lease(), spec });
      expect(story.holder).toBeUndefined();
      expect(waitOf(story)).toBe(20_000);
    }
  });

  it.each<[string, Partial<LeaseSpec>]>([
    ['renewTime', { renewTime: '2030-01-01T00:00:10.000000Z' }],
    ['acquireTime', { acquireTime: '2030-01-01T00:00:10.000000Z' }],
    ['holder', { holderIdentity: 'third', acquireTime: '2030-01-01T00:00:10.000000Z' }],
    ['number of transitions', { leaseTransitions: 4 }],
    ['duration', { leaseDurationSeconds: 19 }],
    ['field that it does not know', { preferredHolder: { names: ['a', { b: 1 }] } }],
  ])('waits anew from the sight of a change: of the %s', (_, change) => {
    const story = followerThatSees()
      .wait(12_000)
      .watchSees(touched(lease(), 11, change));
    expect(waitOf(story)).toBe(32_000);
  });

  it('waits anew where a field is gone', () => {
    const record = lease({ strategy: 'x' });
    const without = touched(record, 11);
    delete without.spec!.strategy;
    const story = followerThatSees(record).wait(12_000).watchSees(without);
    expect(waitOf(story)).toBe(32_000);
  });

  it('waits anew where only the uid changed: another object', () => {
    const story = followerThatSees()
      .wait(12_000)
      .watchSees(lease({ uid: 'uid-2', version: 11 }));
    expect(waitOf(story)).toBe(32_000);
  });

  it('takes a new version with the same spec for no sign of life: somebody touched a label', () => {
    const record = lease({ nested: { list: [1, { deep: null }], text: 'x' } });
    const story = followerThatSees(record)
      .wait(12_000)
      .watchSees(structuredClone(touched(record, 11)));
    expect(waitOf(story)).toBe(20_000);
    expect(story.written.metadata.resourceVersion).toBe('11');
  });

  it.each<[string, unknown, unknown]>([
    ['a longer list', [1], [1, 2]],
    ['a list for an object', [], {}],
    ['an object for a list', {}, []],
    ['null for an object', {}, null],
    ['an object for null', null, {}],
    ['another key', { a: undefined }, { b: undefined }],
    ['another nested value', { a: { b: 1 } }, { a: { b: 2 } }],
    ['text for a number', 1, '1'],
  ])('sees a change deep in what it does not know: %s', (_, before, after) => {
    const record = lease({ extension: before });
    const story = followerThatSees(record)
      .wait(12_000)
      .watchSees(touched(record, 11, { extension: after }));
    expect(waitOf(story)).toBe(32_000);
  });

  it('waits anew where a record without a spec is touched', () => {
    const bare = { ...lease(), spec: null };
    const story = followerThatSees(bare)
      .wait(12_000)
      .watchSees({ ...lease({ version: 11 }), spec: undefined });
    expect(waitOf(story)).toBe(32_000);
  });

  it('takes *any* new version of a record without a holder for a change', () => {
    const record = lease({ holder: '' });
    const story = followerThatSees(record).wait(12_000).watchSees(touched(record, 11));
    expect(waitOf(story)).toBe(32_000);
  });

  it('takes the same version seen again for no change', () => {
    const record = lease({ holder: '' });
    const story = candidateThatSees(record).wait(2_000);
    expect(story.asks).toBe('read');
    story.answers(record).watchOpens();
    expect(waitOf(story)).toBe(20_000);
  });

  it('counts from its own monotonic clock, not from the wall clock and not from the times in the record', () => {
    const story = followerThatSees(lease({ renewTime: '1999-01-01T00:00:00.000000Z' }));
    story
      .jumpWall(24 * 3_600_000)
      .tick()
      .wait(19_999);
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('is not shortened by a later sight of a shorter lease', () => {
    const story = followerThatSees(lease({ seconds: 60 })).wait(1_000);
    story.watchSees(touched(lease({ seconds: 20 }), 11, { renewTime: '2030-01-01T00:00:01.000000Z' }));
    expect(waitOf(story)).toBe(60_000);
  });

  it('is shortened *by a release*', () => {
    const story = followerThatSees(lease({ seconds: 60 }))
      .wait(1_000)
      .watchSees(released({ version: 11 }));
    expect(waitOf(story)).toBe(1_000);
  });

  it('respects a claim for its full length also where another one takes its place without a release', () => {
    const story = followerThatSees(lease({ seconds: 60 })).wait(1_000);
    story.watchSees(lease({ holder: 'third', seconds: 20, version: 11, acquireTime: '2030-01-01T00:00:01.000001Z' }));
    expect(waitOf(story)).toBe(61_000);
  });

  it('respects the new claim for its own length where the earlier one had run out', () => {
    const story = followerThatSees(lease({ seconds: 60 })).wait(59_999);
    const taken = lease({ holder: 'third', seconds: 20, version: 11, acquireTime: '2030-01-01T00:00:01.000001Z' });
    story.freeze(1).watchSees(taken);
    expect(waitOf(story)).toBe(80_000);
  });

  it('lets the same holder shorten its own lease, from its next renewal on', () => {
    const story = followerThatSees(lease({ seconds: 60 })).wait(59_000);
    story.watchSees(touched(lease({ seconds: 20 }), 11, { renewTime: '2030-01-01T00:00:59.000000Z' }));
    expect(waitOf(story)).toBe(79_000);
  });

  it('knows a leader while the lease it saw is valid, and no longer', () => {
    const story = followerThatSees();
    expect(story.isLeaderKnown).toBe(true);
    expect(story.holder).toBe('other');
    story.freeze(19_999);
    expect(story.isLeaderKnown).toBe(true);
    story.freeze(1);
    expect(story.isLeaderKnown).toBe(false);
  });

  it('knows of no leader where nobody holds the lease', () => {
    const story = followerThatSees(lease({ holder: '' }));
    expect(story.holder).toBeUndefined();
    expect(story.isLeaderKnown).toBe(false);
  });

  it('says once that it waits out a claim longer than its own, and until when', () => {
    const hour = lease({ seconds: 3_600 });
    const story = followerThatSees(hour);
    expect(story.wait(19_999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['waitingOut 3600000']);
    expect(story.wait(100_000).news()).toEqual([]);
    story.watchSees(touched(hour, 11, { renewTime: 'x' })).wait(50_000);
    expect(story.news()).toEqual([]);
    story.watchSees(lease({ holder: 'next', seconds: 60, version: 12, acquireTime: 'y' })).wait(20_000);
    expect(story.news()).toEqual(['waitingOut 3770000']);
  });

  it('says nothing of a claim as long as its own, nor of one that is renewed', () => {
    expect(followerThatSees().wait(19_999).news()).toEqual([]);
    const story = followerThatSees(lease({ seconds: 60 }));
    for (const version of [11, 12, 13])
      story.wait(15_000).watchSees(lease({ seconds: 60, version, renewTime: `${version}` }));
    expect(story.news()).toEqual([]);
  });
});
