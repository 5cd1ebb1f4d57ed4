import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader, Story } from './story.js';

describe('Rule 6: ours means ours', () => {
  it('writes a random nonce into the six sub-second digits of acquireTime', () => {
    const story = new Story().start();
    story.random = () => 0.123_456_7;
    story.freeze(999).answers(released());
    expect(story.written.spec?.acquireTime).toBe('2030-01-01T00:00:00.123456Z');
  });

  it('keeps the nonce for the whole term', () => {
    const story = leader();
    const nonce = story.record.spec?.acquireTime;
    story.random = () => 0.9;
    expect(story.wait(10_000).written.spec?.acquireTime).toBe(nonce);
    expect(story.accepts(12).stop().written.spec?.acquireTime).toBe(nonce);
  });

  it('takes the same identity with another nonce for a stranger, and waits as for any other', () => {
    const story = followerThatSees(lease({ holder: 'me' }));
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('takes the same nonce with another identity for a stranger', () => {
    const story = leader();
    story.watchSees(touched(story.record, 12, { holderIdentity: 'thief' }));
    expect(story.news()).toEqual(['endTerm replaced']);
  });

  it('takes a record whose acquireTime is no string for a stranger', () => {
    const story = leader();
    story.watchSees(touched(story.record, 12, { acquireTime: 7 as unknown as string }));
    expect(story.news()).toEqual(['endTerm replaced']);
  });

  it('takes what *another elector of this process* wrote for a stranger', () => {
    const first = leader();
    const second = followerThatSees(first.record);
    expect(second.isLeader).toBe(false);
    expect(second.wait(19_999).asks).toBeUndefined();
  });

  it('takes what it wrote before a stop and a start for a stranger', () => {
    const story = leader();
    const { record } = story;
    story.stop().fails('forbidden').wait(15_000);
    expect(story.start().answers(record).watchOpens().asks).toBeUndefined();
    expect(story.wait(19_999).asks).toBeUndefined();
  });

  it('burns its nonces at *the sight of a newer record of somebody else*: what comes back is not ours', () => {
    const story = leader();
    const { record } = story;
    story.watchSees(lease({ holder: 'other', version: 12 }));
    expect(story.news()).toEqual(['endTerm replaced']);
    story.watchSees(touched(record, 13));
    expect(story.news()).toEqual([]);
    expect(story.asks).toBeUndefined();
    expect(story.wait(19_999).asks).toBeUndefined();
  });

  it('burns its nonces at the sight *of absence*', () => {
    const story = leader();
    const { record } = story;
    story.works().watchSeesDeletion(touched(record, 12));
    story.watchSees(touched({ ...record, metadata: { ...record.metadata, uid: 'uid-2' } }, 13));
    expect(story.news()).toEqual(['endTerm deleted']);
    story.workEnds();
    expect(story.wait(19_999).asks).toBeUndefined();
  });

  it("burns a take's nonce *at a 409 to it*", () => {
    const story = candidateThatSees(released());
    const stored = story.stored(11);
    story.fails('conflict').answers(stored);
    expect(story.news()).toEqual([]);
    expect(story.asks).toBeUndefined();
    expect(story.watchOpens().wait(19_999).asks).toBeUndefined();
  });

  it('does not burn, at a 409, the nonce of a term that the watch has already proven', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    story.watchSees(story.stored(12)).fails('conflict');
    expect(story.news()).toEqual(['beginTerm 12']);
    expect(story.isLeader).toBe(true);
    story.wait(10_000).accepts(13);
    expect(story.news()).toEqual(['renewed']);
  });

  it('nor that of a term whose end has begun meanwhile', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    story.watchSees(story.stored(12)).works().stop().fails('conflict');
    expect(story.news()).toEqual(['beginTerm 12', 'closeGate shutdown']);
    story.workEnds();
    expect(story.written.spec?.holderIdentity).toBe('');
  });

  it('burns the nonce of a lost take though it stops meanwhile', () => {
    const story = candidateThatSees(released());
    const stored = story.stored(11);
    story.stop().fails('conflict').answers(stored);
    expect(story.news()).toEqual(['settled', 'stopped']);
    expect(story.asks).toBeUndefined();
  });

  it('does not burn a nonce at the sight of the record that its take is to replace', () => {
    const before = lease();
    const story = followerThatSees(before).wait(20_000);
    const first = story.stored(11);
    story.fails('timeout').answers(before);
    // The first take, whose outcome was unknown, lands after the second has been sent.
    expect(story.fails('conflict').answers(first).news()).toEqual(['beginTerm 11']);
  });

  it('uses no nonce twice, and none that the record has, though chance would have it so', () => {
    const taken = released({ acquireTime: '2030-01-01T00:00:00.000000Z' });
    const story = candidateThatSees(taken);
    expect(story.written.spec?.acquireTime).toBe('2030-01-01T00:00:00.000001Z');
    story.fails('timeout').answers(taken);
    expect(story.written.spec?.acquireTime).toBe('2030-01-01T00:00:00.000002Z');
  });

  it('stays within the second when it looks for another nonce', () => {
    const story = new Story().start();
    story.random = () => 0.999_999_9;
    story.answers(released({ acquireTime: '2030-01-01T00:00:00.999999Z' })).wait(10);
    expect(story.written.spec?.acquireTime).toBe('2030-01-01T00:00:00.000000Z');
  });

  it('says it once, loudly, where somebody renews under its identity', () => {
    const record = lease({ holder: 'me' });
    const story = followerThatSees(record);
    story.watchSees(touched(record, 11, { renewTime: '2030-01-01T00:00:10.000000Z' }));
    expect(story.news()).toEqual(['notice identityInUse']);
    story.watchSees(touched(record, 12, { renewTime: '2030-01-01T00:00:20.000000Z' }));
    expect(story.news()).toEqual([]);
  });

  it.each<[string, Parameters<typeof touched>[2]]>([
    ['a predecessor of its identity that is only touched', {}],
    [
      'a predecessor that was restarted and took the lease',
      { acquireTime: '2030-01-01T00:00:00.000001Z', renewTime: '2030-01-01T00:00:00.000001Z' },
    ],
  ])('does not complain of %s', (_, change) => {
    const record = lease({ holder: 'me' });
    const story = followerThatSees(record).watchSees(touched(record, 11, change));
    expect(story.news()).toEqual([]);
  });

  it('does not complain of a stranger who took over from its namesake, nor of a stranger that renews', () => {
    const record = lease({ holder: 'me' });
    const change = { renewTime: '2030-01-01T00:00:10.000000Z' };
    expect(
      followerThatSees(record)
        .watchSees(touched(record, 11, { ...change, holderIdentity: 'other' }))
        .news(),
    ).toEqual([]);
    expect(
      followerThatSees()
        .watchSees(touched(lease(), 11, change))
        .news(),
    ).toEqual([]);
    expect(
      followerThatSees()
        .watchSees(touched(record, 11, change))
        .news(),
    ).toEqual([]);
  });

  it('complains anew after a stop and a start', () => {
    const record = lease({ holder: 'me' });
    const renewed = touched(record, 11, { renewTime: '2030-01-01T00:00:10.000000Z' });
    const story = followerThatSees(record).watchSees(renewed).stop().start();
    story.news();
    story.answers(record).watchOpens().watchSees(renewed);
    expect(story.news()).toEqual(['notice identityInUse']);
  });
});
