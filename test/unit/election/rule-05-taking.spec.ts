import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, Story } from './story.js';

describe('Rule 5: vacant or expired, then take', () => {
  it('looks before it writes anything', () => {
    const story = new Story().start();
    expect(story.asks).toBe('read');
    expect(story.requests).toHaveLength(1);
  });

  it('takes a released lease at once', () => {
    expect(candidateThatSees(released()).asks).toBe('replace');
  });

  it.each([[''], [null], [undefined]])('takes %p for no holder', holder => {
    const record = released();
    record.spec!.holderIdentity = holder;
    expect(candidateThatSees(record).asks).toBe('replace');
  });

  it('takes a lease that has expired, in one PUT, and not a millisecond earlier', () => {
    const story = followerThatSees();
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
    expect(story.requests.map(({ verb }) => verb)).toEqual(['read', 'replace']);
  });

  it('takes a lease that was *not there at its first sight*', () => {
    expect(candidateThatSeesNoLease().asks).toBe('create');
  });

  it('*waits a full duration for a record without a holder that was not released*', () => {
    const story = followerThatSees(lease({ holder: '', seconds: 20 }));
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('takes a duration of 1 with a holder for no release', () => {
    expect(followerThatSees(lease({ seconds: 1 })).wait(19_999).asks).toBeUndefined();
  });

  it('answers a lost race with a read, not with another write', () => {
    const story = candidateThatSees(released()).fails('conflict');
    expect(story.asks).toBe('read');
    story.answers(lease({ version: 11 }));
    expect(story.asks).toBeUndefined();
    expect(story.holder).toBe('other');
  });

  it('answers a lost race for the creation with a read too', () => {
    const story = candidateThatSeesNoLease().fails('conflict');
    expect(story.asks).toBe('read');
    expect(story.answers(lease()).watchOpens().wait(19_999).asks).toBeUndefined();
  });

  it('needs no read where the watch has already told who won', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    expect(story.asks).toBe('replace');
    story.watchSees(lease({ holder: 'winner', version: 12 })).fails('conflict');
    expect(story.asks).toBeUndefined();
    expect(story.wait(19_999).asks).toBeUndefined();
  });

  it('needs no read where the watch has already told who created the lease', () => {
    const story = candidateThatSeesNoLease().fails('conflict').fails('notFound').watchOpens().wait(20_000);
    expect(story.asks).toBe('create');
    story.watchSees(lease()).fails('conflict');
    expect(story.asks).toBeUndefined();
  });

  it('reads where the watch has told only of what it knew already', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    expect(story.fails('conflict').asks).toBe('read');
  });

  it('counts one try to create as its own sight of an absence: no second blind POST', () => {
    const story = candidateThatSeesNoLease().fails('timeout').fails('notFound');
    expect(story.asks).toBeUndefined();
    story.watchOpens();
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('create');
  });

  it('waits a whole lease where a lease that somebody else created is gone again by the time of its read', () => {
    const story = candidateThatSeesNoLease().fails('conflict');
    while (story.now < 30_000) {
      if (story.asks === 'read') story.fails('timeout');
      else story.wake();
    }
    const seen = story.now;
    expect(story.asks).toBe('read');
    story.fails('notFound').watchOpens();
    while (story.asks === undefined) story.wake();
    expect([story.asks, story.now]).toEqual(['create', seen + 20_000]);
  });

  it('does not count the creation of somebody else as its own', () => {
    const story = candidateThatSeesNoLease();
    story.answers(lease({ holder: 'other', version: 12 }));
    expect(story.news()).toEqual([]);
    expect(story.isLeader).toBe(false);
  });

  it('leads with one PUT after a release', () => {
    const story = followerThatSees()
      .wait(5_000)
      .watchSees(released({ version: 11 }));
    expect(story.accepts(12).news()).toEqual(['beginTerm 12']);
    expect(story.requests.map(({ verb }) => verb)).toEqual(['read', 'replace']);
  });

  it('goes on waiting where somebody touched the record while it waited', () => {
    const story = followerThatSees(lease({ holder: '' })).wait(15_000);
    story.watchSees(touched(lease({ holder: '' }), 11));
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });
});
