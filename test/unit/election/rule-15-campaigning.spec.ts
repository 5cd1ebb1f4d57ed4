import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader, Story } from './story.js';

describe('Rule 15: always campaign again', () => {
  it.each<[string, (story: Story) => Story]>([
    ['it was replaced', story => story.watchSees(lease({ version: 12 }))],
    [
      'the lease was deleted',
      story => story.works().watchSeesDeletion(touched(story.record, 12)).freeze(15_000).workEnds(),
    ],
    [
      'it missed its deadline',
      story =>
        story
          .works()
          .freeze(15_000)
          .watchSees(lease({ version: 12 }))
          .workEnds(),
    ],
    [
      'it stepped down',
      story =>
        story
          .stepDown()
          .accepts(12)
          .watchSees(lease({ version: 13 })),
    ],
  ])('goes on as a follower after %s, and takes the next vacancy', (_, happens) => {
    const story = happens(leader());
    while (story.asks !== 'replace' && story.asks !== 'create') {
      if (story.asks === 'read') story.answers(story.record);
      else story.wake();
    }
    story.news();
    expect(story.accepts(20).news()).toEqual(['beginTerm 20']);
  });

  it('looks for as long as it takes', () => {
    const story = new Story().start();
    for (let failure = 1; failure <= 500; failure++) {
      expect(story.asks).toBe('read');
      story.fails('network').wait(2_000);
    }
    story.answers(released());
    expect(story.asks).toBe('replace');
  });

  it('keeps trying to take for as long as that is refused', () => {
    const story = candidateThatSees(released());
    for (let attempt = 1; attempt <= 500; attempt++) {
      while (story.asks !== 'replace') {
        if (story.asks === 'read') story.answers(released());
        else story.wake();
      }
      story.fails('forbidden');
    }
    while (story.asks !== 'replace') {
      if (story.asks === 'read') story.answers(released());
      else story.wake();
    }
    expect(story.accepts(11).news()).toEqual(['beginTerm 11']);
  });

  it('takes a record that is still its own back by compare-and-swap, as a new term with a new nonce and token', () => {
    const story = leader();
    const nonce = story.record.spec?.acquireTime;
    story.random = () => 0.5;
    story.freeze(15_000).tick();
    expect(story.news()).toEqual(['endTerm deadline']);
    expect(story.request).toMatchObject({
      verb: 'replace',
      lease: { metadata: { resourceVersion: '11', uid: 'uid-1' }, spec: { holderIdentity: 'me', leaseTransitions: 5 } },
    });
    expect(story.written.spec?.acquireTime).not.toBe(nonce);
    expect(story.accepts(12).news()).toEqual(['beginTerm 12']);
  });

  it('but *never while work of an earlier term runs*', () => {
    const story = leader().works().freeze(15_000).tick();
    expect(story.asks).toBeUndefined();
    expect(story.wait(100_000).asks).toBeUndefined();
    expect(story.workEnds().asks).toBe('replace');
  });

  it('nor takes anything else meanwhile', () => {
    const story = leader()
      .works()
      .watchSees(released({ version: 12 }))
      .wait(60_000);
    expect(story.asks).toBeUndefined();
    expect(story.workEnds().asks).toBe('replace');
  });

  it('waits for the answer to a renewal under way before it takes anything back', () => {
    const story = leader().wait(10_000);
    const renewal = story.stored(12);
    story.freeze(5_000).tick();
    expect(story.news()).toEqual(['endTerm deadline']);
    story.answers(renewal);
    expect(story.news()).toEqual([]);
    expect(story.written.metadata.resourceVersion).toBe('12');
    expect(story.accepts(13).news()).toEqual(['beginTerm 13']);
  });

  it('stays out for the cooldown after a step-down, from the end of the term on', () => {
    const story = leader().stepDown(30_000).wait(900).accepts(12);
    expect(story.news()).toEqual(['closeGate stepDown', 'endTerm stepDown', 'settled']);
    expect(story.wait(29_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('comes back at once from a step-down without cooldown', () => {
    expect(leader().stepDown(0).accepts(12).written.spec?.holderIdentity).toBe('me');
  });

  it('stays out, as a follower, where it is asked to step down', () => {
    const story = followerThatSees().stepDown(30_000);
    expect(story.news()).toEqual(['settled']);
    story.watchSees(released({ version: 11 }));
    expect(story.wait(29_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('stays out for the longest of several cooldowns', () => {
    const follower = followerThatSees(released({ version: 9 }).spec ? lease() : lease())
      .stepDown(30_000)
      .stepDown(1_000);
    expect(follower.watchSees(released({ version: 11 })).wait(29_999).asks).toBeUndefined();
    const ending = leader().works().stepDown(30_000).stepDown(1_000).workEnds().accepts(12);
    expect(ending.wait(29_999).asks).toBeUndefined();
    expect(ending.wait(1).asks).toBe('replace');
    const longer = leader().works().stepDown(1_000).stepDown(30_000).workEnds().accepts(12);
    expect(longer.wait(29_999).asks).toBeUndefined();
  });

  it('is not brought back earlier by a second step-down, which releases a lease that was left to run out', () => {
    const story = leader({ drainTimeout: 0, abortGrace: 0 }).works().stepDown(30_000);
    story.workEnds().stepDown(1_000);
    expect(story.written.spec?.holderIdentity).toBe('');
    story.accepts(12);
    expect(story.wait(29_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('begins no term by its own record that it sees while it stays out', () => {
    const story = candidateThatSees(released());
    const taken = story.stored(11);
    story.stepDown(30_000).fails('forbidden').watchOpens().watchSees(taken);
    expect(story.news()).toEqual(['settled']);
  });

  it('knows nothing, after a stop and a start, of what it saw before', () => {
    const story = followerThatSees().stepDown(60_000).stop().start();
    expect(story.asks).toBe('read');
    expect(story.holder).toBeUndefined();
    expect(story.answers(released({ version: 3 })).asks).toBe('replace');
  });

  it('ignores a second start', () => {
    const story = leader().start();
    expect(story.isLeader).toBe(true);
    expect(story.asks).toBeUndefined();
  });

  it('does nothing before it is started', () => {
    const story = new Story().tick();
    expect(story.asks).toBeUndefined();
    expect(story.wakeAt).toBe(Infinity);
  });
});

describe('Outside Kubernetes', () => {
  const alone = () => new Story({ alone: true }).start();

  it('leads at once, with the token 0, and talks to nobody', () => {
    const story = alone();
    expect(story.news()).toEqual(['beginTerm 0']);
    expect(story.isLeader).toBe(true);
    expect(story.isLeaderKnown).toBe(true);
    expect(story.holder).toBe('me');
    expect(story.wait(24 * 3_600_000).isLeader).toBe(true);
    expect(story.requests).toEqual([]);
    expect(story.watch).toBeUndefined();
    expect(story.wakeAt).toBe(Infinity);
  });

  it('drains and stops, with nothing to release', () => {
    const story = alone().works().stop();
    expect(story.news()).toEqual(['beginTerm 0', 'closeGate shutdown']);
    expect(story.holder).toBeUndefined();
    expect(story.wait(10_000).news()).toEqual(['endTerm shutdown']);
    expect(story.workEnds().news()).toEqual(['settled', 'stopped']);
    expect(story.requests).toEqual([]);
  });

  it('steps down for the cooldown, and comes back', () => {
    const story = alone().stepDown(5_000);
    expect(story.news()).toEqual(['beginTerm 0', 'closeGate stepDown', 'endTerm stepDown', 'settled']);
    expect(story.isLeaderKnown).toBe(false);
    expect(story.wait(4_999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['beginTerm 0']);
  });

  it('comes back only when the work of the earlier term has ended', () => {
    const story = alone().works().stepDown(0).wait(11_000);
    story.news();
    expect(story.wait(60_000).news()).toEqual([]);
    expect(story.workEnds().news()).toEqual(['beginTerm 0']);
  });

  it('starts again after a stop', () => {
    const story = alone().stop();
    story.news();
    expect(story.start().news()).toEqual(['beginTerm 0']);
  });
});
