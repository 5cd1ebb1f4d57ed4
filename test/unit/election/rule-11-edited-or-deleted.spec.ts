import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, leader, type Story } from './story.js';

function timeOfTake(story: Story): number {
  while (story.asks === undefined || story.asks === 'read') {
    if (story.asks === 'read') story.answers(story.record);
    else story.wake();
  }
  return story.now;
}

describe('Rule 11: edited or deleted is not released', () => {
  it('waits the full duration from the sight of a clearing', () => {
    const story = followerThatSees()
      .wait(15_000)
      .watchSees(touched(lease(), 11, { holderIdentity: '' }));
    expect(timeOfTake(story)).toBe(35_000);
  });

  it('waits the full duration from the sight of a deletion', () => {
    const story = followerThatSees()
      .wait(15_000)
      .watchSeesDeletion(lease({ version: 11 }));
    expect(timeOfTake(story)).toBe(35_000);
    expect(story.asks).toBe('create');
  });

  it('waits the full duration from the sight of a deletion by a read', () => {
    const story = candidateThatSees(lease()).wait(2_000).fails('notFound').watchOpens();
    expect(timeOfTake(story)).toBe(22_000);
  });

  it("waits the longest of last seen, the record's and its own, however the edit shortens the lease", () => {
    const long = lease({ seconds: 60 });
    const story = followerThatSees(long).wait(15_000);
    story.watchSees(touched(long, 11, { holderIdentity: '', leaseDurationSeconds: 5 }));
    expect(timeOfTake(story)).toBe(75_000);
  });

  it.each<[string, (story: Story) => Story]>([
    [
      'cleared',
      story => story.watchSees(touched(lease({ seconds: 60 }), 12, { holderIdentity: '', leaseDurationSeconds: 20 })),
    ],
    [
      'given to another',
      story => story.watchSees(touched(lease({ seconds: 60 }), 12, { holderIdentity: 'me', leaseDurationSeconds: 20 })),
    ],
    ['deleted', story => story.watchSeesDeletion(lease({ version: 12 }))],
  ])(
    'waits the duration last seen though it had seemed to run out, where the lease is then seen %s: a silent watch',
    (_, happens) => {
      // The holder renewed all along, which this candidate's watch did not say; it acts until it sees the edit.
      const story = followerThatSees(lease({ seconds: 60 }))
        .wait(59_999)
        .freeze(1);
      expect(timeOfTake(happens(story))).toBe(120_000);
    },
  );

  it('waits the duration last seen from the sight of a deletion', () => {
    const story = followerThatSees(lease({ seconds: 60 }))
      .wait(15_000)
      .watchSeesDeletion(lease({ version: 11 }));
    expect(timeOfTake(story)).toBe(75_000);
  });

  it('lets the candidate whom the edit names go first, after the full duration', () => {
    const story = followerThatSees()
      .wait(15_000)
      .watchSees(touched(lease(), 11, { holderIdentity: 'me' }));
    expect(timeOfTake(story)).toBe(35_000);
  });

  it('gives the candidate whom an edit names one retryInterval', () => {
    const story = followerThatSees()
      .wait(15_000)
      .watchSees(touched(lease(), 11, { holderIdentity: 'named' }));
    expect(timeOfTake(story)).toBe(37_000);
  });

  it('still gives it where the edited record is touched again', () => {
    const edited = touched(lease(), 11, { holderIdentity: 'named' });
    const story = followerThatSees()
      .watchSees(edited)
      .wait(1_000)
      .watchSees(touched(edited, 12, { note: 'x' }));
    expect(timeOfTake(story)).toBe(23_000);
  });

  it('gives none to one that took the lease itself, nor after the named one has done so', () => {
    const taken = { holderIdentity: 'named', acquireTime: '2030-01-01T00:00:00.000001Z' };
    expect(timeOfTake(followerThatSees().watchSees(touched(lease(), 11, taken)))).toBe(20_000);
    const edited = touched(lease(), 11, { holderIdentity: 'named' });
    expect(
      timeOfTake(
        followerThatSees()
          .watchSees(edited)
          .watchSees(touched(edited, 12, taken)),
      ),
    ).toBe(20_000);
  });

  it('sees the edit of a lease that nobody had ever acquired', () => {
    const bare = lease({ holder: 'a', acquireTime: null });
    const story = followerThatSees(bare).watchSees(
      touched(bare, 11, { holderIdentity: 'named', acquireTime: undefined }),
    );
    expect(timeOfTake(story)).toBe(22_000);
  });

  it('takes a name that stood there at first sight for no edit', () => {
    expect(timeOfTake(followerThatSees())).toBe(20_000);
  });

  it('stops leading at once, and waits like everybody else, where it was edited out', () => {
    const story = leader().wait(5_000);
    story.watchSees(touched(story.record, 12, { holderIdentity: '' }));
    expect(story.news()).toEqual(['endTerm replaced']);
    expect(timeOfTake(story)).toBe(25_000);
  });

  it('writes a lease that is deleted under it again at once, *inside its deadline*', () => {
    const story = leader().wait(5_000);
    const nonce = story.record.spec?.acquireTime;
    story.random = () => 0.5;
    story.watchSeesDeletion(touched(story.record, 12));
    expect(story.news()).toEqual(['endTerm deleted']);
    expect(story.asks).toBe('create');
    expect(story.written.spec?.acquireTime).not.toBe(nonce);
    expect(story.accepts(13).news()).toEqual(['beginTerm 13']);
  });

  it('writes it again though the first try was lost, until its deadline', () => {
    const story = leader().wait(5_000);
    story.watchSeesDeletion(touched(story.record, 12));
    story.fails('timeout').freeze(9_999).fails('notFound');
    expect(story.asks).toBe('create');
  });

  it('waits like everybody else once that has passed', () => {
    const story = leader().wait(5_000);
    story.watchSeesDeletion(touched(story.record, 12));
    story.fails('timeout').freeze(10_000).fails('notFound');
    expect(story.asks).toBeUndefined();
    expect(timeOfTake(story)).toBe(25_000);
  });

  it('waits like everybody else where the deletion was seen only after the deadline', () => {
    const story = leader().wait(10_000).fails('forbidden').freeze(5_000);
    story.watchSeesDeletion(touched(story.record, 12));
    expect(story.news()).toEqual(['endTerm deadline']);
    expect(story.asks).toBeUndefined();
    expect(timeOfTake(story)).toBe(35_000);
  });

  it('does not write it again while work of the ended term runs', () => {
    const story = leader().works().wait(5_000);
    story.watchSeesDeletion(touched(story.record, 12));
    expect(story.asks).toBeUndefined();
    expect(story.wait(9_999).workEnds().asks).toBe('create');
  });

  it('waits as long for a lease that is made and deleted again', () => {
    const story = followerThatSees()
      .watchSeesDeletion(lease({ version: 11 }))
      .wait(5_000);
    story.watchSees(lease({ uid: 'uid-2', version: 12, holder: 'b' })).wait(5_000);
    story.watchSeesDeletion(lease({ uid: 'uid-2', version: 13 }));
    expect(timeOfTake(story)).toBe(30_000);
  });

  it('does not wait longer for being told of the deletion twice', () => {
    const story = candidateThatSees(lease()).wait(2_000).fails('notFound').watchOpens().wait(5_000);
    story.watchSeesDeletion(lease({ version: 11 }));
    expect(timeOfTake(story)).toBe(22_000);
  });

  it('ends its wait for a deletion at the sight of a release', () => {
    const story = followerThatSees()
      .watchSeesDeletion(lease({ version: 11 }))
      .wait(5_000);
    expect(timeOfTake(story.watchSees(released({ version: 12, uid: 'uid-2' })))).toBe(5_000);
    expect(story.asks).toBe('replace');
  });

  it('respects the deletion too, where another creates the lease meanwhile', () => {
    const story = followerThatSees(lease({ seconds: 60 }))
      .watchSeesDeletion(lease({ version: 11 }))
      .wait(5_000);
    expect(timeOfTake(story.watchSees(lease({ version: 12, uid: 'uid-2', holder: 'b' })))).toBe(65_000);
  });

  it('waits after a first, lost try to create for what another then creates', () => {
    const story = candidateThatSeesNoLease()
      .fails('timeout')
      .answers(lease({ holder: 'b' }))
      .watchOpens();
    expect(timeOfTake(story)).toBe(20_000);
  });
});
