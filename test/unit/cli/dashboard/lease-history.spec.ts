import { describe, expect, it } from '@jest/globals';
import { LeaseHistory } from '../../../../lib/cli/dashboard/lease-history.js';
import { formatHandOver, handOverAnnotation } from '../../../../lib/core/record/hand-over.js';
import { type LeaseSpec } from '../../../../lib/core/record/lease.js';
import { formatMicroTime } from '../../../../lib/core/record/micro-time.js';
import { placeChanges } from '../../../../lib/core/record/place.js';

const epoch = Date.parse('2030-01-01T00:00:00Z');
const micro = (at: number) => formatMicroTime((epoch + at) * 1000);

/** A lease of 10 s that is seen to change: times are milliseconds of one clock. */
class Story {
  private readonly history = new LeaseHistory();
  private version = 100;

  get terms() {
    return this.history.terms.map(({ holder, from, to, end, token, handover }) => ({
      holder,
      from: from - epoch,
      to: to === undefined ? undefined : to - epoch,
      end,
      token,
      handover,
    }));
  }

  see(at: number, spec: LeaseSpec, annotations: Record<string, string> = {}, isLive = true) {
    const metadata = { name: 'billing', resourceVersion: String(++this.version), annotations };
    this.history.see({ metadata, spec }, this.sight(at, isLive));
    return this;
  }

  gone(at: number) {
    this.history.see(undefined, this.sight(at, true));
    return this;
  }

  private sight(at: number, isLive: boolean) {
    return { monotonic: at, wall: epoch + at, isLive };
  }
}

const held = (holder: string, acquired: number, renewed = acquired): LeaseSpec => ({
  holderIdentity: holder,
  acquireTime: micro(acquired),
  renewTime: micro(renewed),
  leaseDurationSeconds: 10,
});
const released: LeaseSpec = { holderIdentity: '', leaseDurationSeconds: 1 };
const place = (socket: string, holder: string, acquired: number, netNamespace = '7') =>
  placeChanges({ bootId: 'boot', netNamespace, socket }, holder, micro(acquired)) as Record<string, string>;

describe('The history of a lease', () => {
  it('begins with the term that it finds, from when its record says', () => {
    expect(new Story().see(50_000, held('a', 20_000), {}, false).terms).toEqual([
      { holder: 'a', from: 20_000, to: undefined, end: undefined, token: undefined, handover: undefined },
    ]);
  });

  it('measures a handover from the sight of the release to that of the take', () => {
    const { terms } = new Story().see(0, held('a', 0)).see(5_000, released).see(5_012, held('b', 5_010));
    expect(terms).toEqual([
      expect.objectContaining({ holder: 'a', to: 5_000, end: 'released' }),
      {
        holder: 'b',
        from: 5_012,
        to: undefined,
        end: undefined,
        token: '103',
        handover: { from: 'a', since: 'release', milliseconds: 12 },
      },
    ]);
  });

  it('knows a release that somebody had asked for', () => {
    const asked = { [handOverAnnotation]: formatHandOver({ of: micro(0) }) };
    const { terms } = new Story().see(0, held('a', 0)).see(1_000, held('a', 0), asked).see(1_500, released);
    expect(terms).toEqual([expect.objectContaining({ end: 'stepDown', to: 1_500 })]);
  });

  it('does not take a request for another term for one of this', () => {
    const asked = { [handOverAnnotation]: formatHandOver({ of: micro(7) }) };
    const { terms } = new Story().see(0, held('a', 0), asked).see(1_500, released);
    expect(terms).toEqual([expect.objectContaining({ end: 'released' })]);
  });

  it('counts from the last renewal if the leader said nothing', () => {
    const { terms } = new Story()
      .see(0, held('a', 0))
      .see(3_000, held('a', 0, 3_000))
      .see(13_100, held('b', 13_100));
    expect(terms).toEqual([
      expect.objectContaining({ holder: 'a', to: 3_000, end: 'ranOut' }),
      expect.objectContaining({ holder: 'b', handover: { from: 'a', since: 'renewal', milliseconds: 10_100 } }),
    ]);
  });

  it.each([
    ['its process had ended', 'processEnded', place('one', 'a', 0), place('two', 'b', 2_000)],
    ['its own process took it again', 'retaken', place('one', 'a', 0), place('one', 'b', 2_000)],
    ['it was written over from another pod', 'replaced', place('one', 'a', 0), place('two', 'b', 2_000, '8')],
    ['it was written over by somebody without a place', 'replaced', place('one', 'a', 0), {}],
    ['it was written over by an edit that keeps the place', 'replaced', place('one', 'a', 0), place('one', 'a', 0)],
  ])('tells before the lease ran out that %s', (_, end, before, after) => {
    const { terms } = new Story().see(0, held('a', 0), before).see(2_000, held('b', 2_000), after);
    expect(terms[0]).toMatchObject({ holder: 'a', end });
  });

  it('tells of a holder that was removed, and of a lease that was deleted', () => {
    const cleared = new Story().see(0, held('a', 0)).see(1_000, { ...held('a', 0), holderIdentity: '' });
    expect(cleared.terms).toEqual([expect.objectContaining({ end: 'cleared', to: 1_000 })]);
    const deleted = new Story().see(0, held('a', 0)).gone(1_000).see(1_004, held('a', 1_002));
    expect(deleted.terms).toEqual([
      expect.objectContaining({ end: 'deleted', to: 1_000 }),
      expect.objectContaining({ holder: 'a', handover: { from: 'a', since: 'release', milliseconds: 4 } }),
    ]);
  });

  it('measures nothing that happened while nobody looked', () => {
    const { terms } = new Story().see(0, held('a', 0)).see(60_000, held('b', 40_000), {}, false);
    expect(terms).toEqual([
      expect.objectContaining({ holder: 'a', end: 'ranOut' }),
      expect.objectContaining({ holder: 'b', from: 40_000, token: undefined, handover: undefined }),
    ]);
  });

  it('keeps the last hundred terms', () => {
    const story = new Story();
    for (let term = 0; term < 150; term++) story.see(term * 10, held('a', term * 10)).see(term * 10 + 5, released);
    expect(story.terms).toHaveLength(100);
    expect(story.terms.at(-1)).toMatchObject({ from: 1_490 });
  });
});
