import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, leader, Story } from './story.js';

const asked = { eligibility: 'asked' } as const;
const observer = { eligibility: 'never' } as const;

function never(): boolean {
  return false;
}

/** One that says no from now on. */
function ineligible(story: Story): Story {
  story.eligible = never;
  return story;
}

describe('Rule 18: who may lead', () => {
  it('is asked before each take, and a candidate that is not eligible takes nothing', () => {
    const story = ineligible(followerThatSees(lease(), asked));
    expect(story.asked).toBe(0);
    story.watchSees(released({ version: 11 }));
    expect([story.asked, story.asks]).toEqual([1, undefined]);
    story.eligible = () => true;
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
    expect(story.accepts(12).news()).toContain('beginTerm 12');
  });

  it('is asked before a lease is created, too', () => {
    const story = new Story(asked);
    ineligible(story).start().fails('notFound');
    expect(story.asks).toBeUndefined();
    expect(story.reconsiders(true).asks).toBe('create');
  });

  it('is asked before each renewal, and a leader that is not eligible any more ends its term gracefully', () => {
    const story = leader(asked).wait(10_000);
    expect(story.asks).toBe('replace');
    ineligible(story.accepts(12)).works();
    story.news();
    story.wait(10_000);
    expect(story.news()).toEqual(['closeGate ineligible']);
    expect(story.written.spec?.holderIdentity).toBe('me'); // for the work that it waits for
    story.accepts(13).workEnds();
    expect(story.news()).toEqual(['renewed', 'endTerm ineligible']);
    expect(story.written.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    expect(story.accepts(14).news()).toEqual(['settled']);
  });

  it('while it waits for work, it renews and asks nobody', () => {
    const story = leader(asked).works().reconsiders(false);
    const before = story.asked;
    story.wait(9_999);
    expect(story.isLeader).toBe(false);
    const long = leader({ ...asked, drainTimeout: 60_000 })
      .works()
      .reconsiders(false)
      .wait(10_000);
    expect(long.written.spec?.holderIdentity).toBe('me');
    expect(story.asked).toBe(before);
  });

  it('is asked once for each renewal, however often the election looks', () => {
    const story = leader(asked);
    expect(story.asked).toBe(1);
    story.wait(9_000).tick().tick();
    expect(story.asked).toBe(1);
    story.wait(1_000).tick().tick();
    expect(story.asked).toBe(2);
  });

  it('reconsider() closes the gate in that very step', () => {
    const story = leader(asked);
    story.reconsiders(false);
    expect([story.isLeader, story.news()[0]]).toEqual([false, 'closeGate ineligible']);
  });

  it('and has a candidate that is eligible again take at once', () => {
    const story = ineligible(followerThatSees(lease(), asked)).watchSees(released({ version: 11 }));
    expect(story.reconsiders(true).asks).toBe('replace');
  });

  it('trace 26: a leader that gave up for that stays out for at least one retryInterval, whatever it is told meanwhile', () => {
    const story = leader(asked).reconsiders(false).accepts(12).reconsiders(true);
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('trace 27: a take under way is learnt, and released', () => {
    const story = followerThatSees(released(), asked).reconsiders(false);
    expect(story.news()).toEqual([]);
    story.accepts(11);
    expect(story.news()).toEqual([]);
    expect(story.written.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    expect(story.accepts(12).news()).toEqual(['settled']);
    story.reconsiders(true);
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('trace 27: a take whose answer was lost is read, and released', () => {
    const story = candidateThatSees(released(), asked);
    const taken = story.stored(11);
    story.fails('network').reconsiders(false);
    expect(story.asks).toBe('read');
    expect(story.answers(taken).written.spec?.holderIdentity).toBe('');
  });

  it('trace 27: a take whose release was given up begins no term, however late it turns out to have happened', () => {
    const story = ineligible(candidateThatSees(released(), asked));
    const taken = story.stored(11);
    story.fails('network').reconsiders(false);
    while (!story.news().includes('settled')) {
      if (story.asks) story.fails('network');
      else story.wait(100);
    }
    story.wait(2_500);
    const asks = () => story.asks;
    while (asks() !== 'read') story.wait(100);
    expect(story.answers(taken).news()).not.toContain('beginTerm 11');
    expect(story.asks).toBeUndefined();
    story.reconsiders(true).wait(2_500);
    while (asks() !== 'replace') story.answers(taken).wait(100);
    expect(story.written.spec?.acquireTime).not.toBe(taken.spec?.acquireTime);
  });

  it('trace 27: a take that failed leaves nothing to release', () => {
    const story = candidateThatSees(released(), asked)
      .reconsiders(false)
      .fails('conflict')
      .answers(lease({ version: 12 }));
    expect(story.news()).toEqual(['settled']);
    expect(story.asks).toBeUndefined();
  });

  it('trace 27: one that is not eligible does not write a deleted lease again', () => {
    const story = leader(asked);
    ineligible(story).watchSeesDeletion(touched(story.record, 12));
    expect(story.news()).toEqual(['endTerm deleted']);
    expect(story.wait(14_000).requests.filter(({ verb }) => verb === 'create')).toEqual([]);
  });

  it('trace 27: nor takes a record back that is still its own', () => {
    const story = leader(asked);
    ineligible(story).freeze(15_000).tick();
    expect(story.news()).toEqual(['endTerm deadline']);
    story.wait(4_000);
    expect(story.requests.filter(({ verb }) => verb === 'replace')).toHaveLength(1);
  });

  it('a graceful end that is under way stays out for a retryInterval at least', () => {
    const story = leader(asked).works().stepDown(0).reconsiders(false).workEnds().accepts(12).reconsiders(true);
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('one that changes its mind after it has stopped changes nothing', () => {
    const story = leader(asked).stop().accepts(12);
    story.news();
    expect(story.reconsiders(false).news()).toEqual([]);
  });

  it('outside Kubernetes it is asked before it leads, and as often as a lease would be renewed', () => {
    const story = new Story({ ...asked, alone: true });
    ineligible(story).start().wait(1_999);
    expect(story.isLeader).toBe(false);
    story.eligible = () => true;
    expect(story.wait(1).isLeader).toBe(true);
    const before = story.asked;
    story.wait(30_000);
    expect(story.asked - before).toBe(3);
    expect(ineligible(story).wait(10_000).isLeader).toBe(false);
    expect(story.news()).toContain('closeGate ineligible');
  });
});

describe('Rule 18: an observer', () => {
  it.each<[string, () => Story]>([
    ['a lease that was released', () => followerThatSees(released(), observer)],
    ['a lease that was never there', () => candidateThatSeesNoLease(observer).watchOpens()],
    ['a lease that runs out', () => followerThatSees(lease(), observer)],
  ])('never takes %s', (_, start) => {
    const story = start().wait(100_000);
    expect(story.requests.every(({ verb }) => verb === 'read')).toBe(true);
    expect(story.isLeader).toBe(false);
  });

  it('knows who leads', () => {
    const story = followerThatSees(lease(), observer);
    expect([story.holder, story.isLeaderKnown]).toEqual(['other', true]);
    story.watchSees(released({ version: 11 })).watchSees(lease({ holder: 'third', version: 12, acquireTime: 'x' }));
    expect(story.holders).toEqual(['other', undefined, 'third']);
  });

  it('is asked nothing, and sends nothing while it watches', () => {
    const story = followerThatSees(lease(), observer).wait(100_000);
    expect([story.asked, story.requests.length]).toEqual([0, 1]);
  });

  it('outside Kubernetes does not lead', () => {
    expect(new Story({ ...observer, alone: true }).start().wait(100_000).isLeader).toBe(false);
  });
});

describe('Rule 18: if nobody is eligible', () => {
  it('nobody leads, and that is said once, when the turn of everybody has come', () => {
    const story = ineligible(followerThatSees(lease(), asked)).watchSees(released({ version: 11 }));
    expect(story.wait(5_999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['notice nobodyEligible']);
    expect(story.wait(100_000).news()).toEqual([]);
  });

  it('an observer says so, too, also of a lease that has run out', () => {
    const story = followerThatSees(lease(), observer).wait(25_999);
    expect(story.news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['notice nobodyEligible']);
  });

  it('it is said again for the next vacancy', () => {
    const story = followerThatSees(released(), observer).wait(6_000);
    story.watchSees(lease({ version: 11 }));
    story.news();
    expect(
      story
        .watchSees(released({ version: 12 }))
        .wait(6_000)
        .news(),
    ).toEqual(['notice nobodyEligible']);
  });

  it('it is not said if another replica takes the lease', () => {
    const story = followerThatSees(released(), observer).wait(5_000);
    expect(
      story
        .watchSees(lease({ version: 11 }))
        .wait(19_000)
        .news(),
    ).toEqual([]);
  });
});
