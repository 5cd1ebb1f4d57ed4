import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader, Story } from './story.js';

/** What other implementations got wrong, and DESIGN.md lists. */
describe('Known ways to get an election wrong', () => {
  it('a late release does not wipe the new leader: it carries the version and the uid of our own record', () => {
    const old = leader();
    const ours = old.record;
    old.stop();
    const release = old.written;
    const next = candidateThatSees(touched(ours, 12, { holderIdentity: 'next' }));
    expect(release.metadata).toMatchObject({ resourceVersion: '11', uid: 'uid-1' });
    expect(next.record.metadata.resourceVersion).not.toBe(release.metadata.resourceVersion);
    old.fails('conflict').answers(next.record);
    expect(old.asks).toBeUndefined();
    expect(old.news()).toContain('stopped');
  });

  it('a leader that sees another holder does not work on until its deadline', () => {
    const story = leader()
      .works()
      .watchSees(lease({ version: 12 }));
    expect(story.news()).toEqual(['endTerm replaced']);
    expect(story.isLeader).toBe(false);
  });

  it('work is cancelled before the release is sent, so that an API outage gives no two leaders', () => {
    const story = leader().works().stop().wait(10_000);
    const decided = story.news();
    expect(decided).toEqual(['closeGate shutdown', 'endTerm shutdown']);
    expect(story.requests.some(({ verb, ...more }) => verb === 'replace' && isRelease(more))).toBe(false);
    story.accepts(12).wait(500).workEnds();
    expect(isRelease(story.request)).toBe(true);
    story.fails('network').fails('network').wait(60_000);
    expect(story.news()).toEqual(['renewed', 'notReleased', 'settled', 'stopped']);
  });

  it('time is not counted from a slow answer', () => {
    const story = leader().wait(10_000).freeze(4_000).accepts(12).freeze(11_000);
    expect(story.isLeader).toBe(false);
  });

  it('one failed renewal is no reason to leave for good', () => {
    const story = leader();
    const { record } = story;
    story.wait(10_000).fails('server').answers(record).accepts(12);
    expect(story.news()).toEqual(['renewed']);
    story.wait(10_000).fails('forbidden').wait(10_000);
    expect(story.news()).toEqual(['endTerm deadline']);
    // What came of the last write is not known: a read tells.
    for (let i = 0; story.asks !== 'replace' && i < 100; i++) {
      if (story.asks === 'read') story.answers(story.record);
      else story.wake();
    }
    story.accepts(13);
    if (!story.isLeader) story.accepts(14);
    expect(story.isLeader).toBe(true);
  });

  it('followers do not stop looking after a few tries', () => {
    const story = new Story().start();
    for (let hour = 0; hour < 1_800; hour++) story.fails('network').wait(2_000);
    story.answers(lease({ managed: [] })).watchOpens();
    expect(story.wait(20_000).asks).toBe('replace');
  });

  it('a follower that has waited longer than one lease still takes over', () => {
    const story = followerThatSees();
    for (let renewal = 1; renewal <= 500; renewal++) {
      story.wait(10_000).watchSees(touched(lease(), 10 + renewal, { renewTime: String(renewal) }));
    }
    expect(
      story
        .watchSees(released({ version: 1_000 }))
        .accepts(1_001)
        .news(),
    ).toEqual(['beginTerm 1001']);
  });

  it('renewals are not scheduled by watch events', () => {
    const story = leader().watchCloses('forbidden');
    for (let renewal = 1; renewal <= 5; renewal++) {
      while (story.asks !== 'replace') {
        story.wake();
        if (story.watch) story.watchCloses('forbidden');
      }
      expect(story.now).toBe(renewal * 10_000);
      story.accepts(11 + renewal);
      if (story.watch) story.watchCloses('forbidden');
    }
  });

  it('a stop that races an acquire leaves no held lease behind', () => {
    const story = candidateThatSees(released()).stop().accepts(11);
    expect(isRelease(story.request)).toBe(true);
    expect(story.accepts(12).news()).toEqual(['settled', 'stopped']);
  });

  it('a stop just after a start leaves nothing behind, whatever is answered then', () => {
    const story = new Story().start();
    const { id } = story.request!;
    story.stop().happens({ type: 'answer', id, answer: { ok: true, lease: released() } });
    expect(story.news()).toEqual(['stopped']);
    expect(story.requests).toHaveLength(1);
    expect(story.wakeAt).toBe(Infinity);
  });

  it('all replicas with the same identity do not lead at once', () => {
    const first = leader();
    const second = followerThatSees(first.record);
    first.wait(10_000);
    const renewal = first.stored(12);
    first.answers(renewal);
    second.wait(10_000).watchSees(renewal);
    expect(second.isLeader).toBe(false);
    expect(second.news()).toEqual(['notice identityInUse']);
    expect(second.wait(19_999).asks).toBeUndefined();
  });

  it('a replica with the same identity that takes over ends the term of the first', () => {
    const story = leader();
    const nonce = '2030-01-01T00:00:05.555555Z';
    story.watchSees(touched(story.record, 12, { acquireTime: nonce, renewTime: nonce }));
    expect(story.news()).toEqual(['endTerm replaced']);
  });
});

function isRelease(request: object | undefined): boolean {
  return (
    (request as { lease?: { spec?: { holderIdentity?: string } } } | undefined)?.lease?.spec?.holderIdentity === ''
  );
}
