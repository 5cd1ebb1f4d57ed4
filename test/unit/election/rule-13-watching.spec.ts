import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { lease, released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, leader, Story } from './story.js';

describe('Rule 13: followers are silent', () => {
  it('watches from the version it has seen', () => {
    expect(candidateThatSees(lease({ version: 10 })).watch).toMatchObject({ fromVersion: '10', openTimeout: 15_000 });
  });

  it('has the server end the watch after five to ten minutes, at random', () => {
    for (const [random, seconds] of [
      [0, 300],
      [0.5, 450],
      [0.999, 599],
    ] as const) {
      const story = new Story().start();
      story.random = () => random;
      expect(story.answers(lease()).watch?.timeoutSeconds).toBe(seconds);
    }
  });

  it('sends nothing else, for as long as others renew', () => {
    const story = followerThatSees();
    for (let renewal = 1; renewal <= 10; renewal++) {
      story.wait(10_000).watchSees(touched(lease(), 10 + renewal, { renewTime: String(renewal) }));
    }
    expect(story.requests).toHaveLength(1);
    expect(story.holder).toBe('other');
  });

  it('watches while it leads, too: rule 9 is told by it', () => {
    expect(candidateThatSees(released()).accepts(11).watch).toMatchObject({ fromVersion: '11' });
  });

  it('opens no watch while a request is under way, nor before it has seen anything', () => {
    expect(new Story().start().watch).toBeUndefined();
    expect(candidateThatSees(released()).watch).toBeUndefined();
  });

  it('watches for a lease that is not there, beginning with the present state', () => {
    const story = candidateThatSeesNoLease().fails('timeout').fails('notFound');
    expect(story.watch).toBeDefined();
    expect(story.watch).not.toHaveProperty('fromVersion');
    expect(story.watchOpens().watchSees(lease({ version: 3 })).holder).toBe('other');
  });

  it('needs no watch to take over: polls stand in for one', () => {
    const story = candidateThatSees(lease()).watchCloses('forbidden');
    while (story.asks !== 'replace') {
      if (story.asks === 'read') story.answers(lease());
      else story.wake();
    }
    expect(story.now).toBe(20_000);
  });

  it('polls while a watch is opening, and no more once it is open', () => {
    const story = candidateThatSees(lease()).wait(2_000);
    expect(story.asks).toBe('read');
    story.answers(lease()).watchOpens();
    expect(story.wait(17_000).asks).toBeUndefined();
  });

  it('ignores an event older than what is known', () => {
    const story = followerThatSees(lease({ version: 10 }));
    story.watchSees(released({ version: 9 })).watchSees(released({ version: 10 }));
    expect(story.asks).toBeUndefined();
    expect(story.holder).toBe('other');
  });

  it('ignores a deletion older than what is known: of an object before this one', () => {
    const story = followerThatSees(lease({ version: 10 })).watchSeesDeletion(lease({ version: 9 }));
    expect(story.holder).toBe('other');
  });

  it('believes a deletion that comes with the last version of what was deleted', () => {
    const story = followerThatSees(lease({ version: 10 })).watchSeesDeletion(lease({ version: 10 }));
    expect(story.holder).toBeUndefined();
  });

  it('ignores what an event says whose version is no integer', () => {
    const story = followerThatSees();
    story.watchSees({ ...released(), metadata: { name: 'billing', resourceVersion: 'newest' } });
    expect(story.holder).toBe('other');
  });

  it('ignores what was told by a watch that it has given up', () => {
    const story = followerThatSees();
    const { id } = story.watch!;
    story.watchCloses().happens({ type: 'watchOpened', id });
    story.happens({ type: 'watchEvent', id, event: { type: 'seen', lease: released({ version: 99 }) } });
    story.happens({ type: 'watchClosed', id: id, failure: 'gone' });
    expect(story.holder).toBe('other');
    expect(story.asks).toBeUndefined();
    story.stop().happens({ type: 'watchOpened', id });
    story.happens({ type: 'watchEvent', id, event: { type: 'seen', lease: released({ version: 99 }) } });
    story.happens({ type: 'watchClosed', id });
    expect(story.holder).toBe('other');
    expect(story.watch).toBeUndefined();
  });

  it('ignores it also once another watch is there', () => {
    const story = followerThatSees();
    const { id } = story.watch!;
    story.wait(3_000).watchCloses();
    const next = story.watch!.id;
    expect(next).not.toBe(id);
    story.happens({ type: 'watchOpened', id });
    story.happens({ type: 'watchEvent', id, event: { type: 'seen', lease: released({ version: 99 }) } });
    story.happens({ type: 'watchEvent', id, event: { type: 'bookmark', resourceVersion: '99' } });
    story.happens({ type: 'watchClosed', id, failure: 'gone' });
    expect([story.holder, story.asks, story.watch?.id]).toEqual(['other', undefined, next]);
    expect(story.wait(2_000).asks).toBe('read');
  });

  it('goes on from the newest bookmark', () => {
    const story = followerThatSees().watchSeesBookmark(50).watchSeesBookmark(40).wait(3_000).watchCloses();
    expect(story.watch).toMatchObject({ fromVersion: '50' });
  });

  it('goes on from what it has seen where that is newer than the bookmark', () => {
    const story = followerThatSees().watchSeesBookmark(50).watchSees(touched(lease(), 60)).wait(3_000).watchCloses();
    expect(story.watch).toMatchObject({ fromVersion: '60' });
  });

  it('keeps its bookmark over a watch that did not even open', () => {
    const story = followerThatSees().watchSeesBookmark(50).wait(3_000).watchCloses();
    story.watchCloses('network').wait(2_000).answers(lease());
    expect(story.watch).toMatchObject({ fromVersion: '50' });
  });

  it('takes no decision by a bookmark, and no old record for news because of it', () => {
    const story = followerThatSees().watchSeesBookmark(50);
    expect(story.watchSees(released({ version: 45 })).asks).toBe('replace');
  });

  it('opens another watch at once where one ended that had lasted', () => {
    const story = followerThatSees().wait(2_000).watchCloses();
    expect(story.watch).toBeDefined();
    expect(story.asks).toBeUndefined();
  });

  it('opens another at once also where that one broke', () => {
    expect(followerThatSees().wait(2_000).watchCloses('network').watch).toBeDefined();
  });

  it('waits for the API server to answer something where a watch did not last', () => {
    const story = followerThatSees().wait(1_999).watchCloses('network');
    expect(story.watch).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
    expect(story.fails('network').watch).toBeUndefined();
    story.wait(2_000).answers(lease());
    expect(story.watch).toBeDefined();
  });

  it('counts how long a watch lasted from its opening, not from its request', () => {
    const story = candidateThatSees(lease()).freeze(1_900).watchOpens().freeze(1_900).watchCloses();
    expect(story.watch).toBeUndefined();
  });

  it('does not count a watch that never opened as one that lasted', () => {
    const story = candidateThatSees(lease()).freeze(1_999).watchCloses('network');
    expect(story.watch).toBeUndefined();
    expect(candidateThatSees(lease()).freeze(5_000).watchCloses('timeout').asks).toBe('read');
    expect(candidateThatSees(lease()).freeze(5_000).watchCloses('timeout').watch).toBeUndefined();
  });

  it('tries a failing watch again after the answer to a write, too', () => {
    const story = leader().watchCloses('network');
    expect(story.watch).toBeUndefined();
    expect(story.wait(10_000).accepts(12).watch).toMatchObject({ fromVersion: '12' });
  });

  it('and after a 404, which is an answer', () => {
    const story = followerThatSees().watchCloses('network').wait(2_000).fails('notFound');
    expect(story.watch).toBeDefined();
  });

  it.each<[LeaseRequestFailure]>([['forbidden'], ['unauthorized'], ['rejected']])(
    'spaces out its attempts where a watch is refused: %p',
    failure => {
      const story = candidateThatSees(lease()).watchCloses(failure);
      const pauses: number[] = [];
      for (let attempt = 1; attempt <= 8; attempt++) {
        const refusedAt = story.now;
        while (!story.watch) {
          if (story.asks) story.answers(touched(lease(), 10 + story.requests.length, { renewTime: String(story.now) }));
          else story.wake();
        }
        pauses.push(story.now - refusedAt);
        story.watchCloses(failure);
      }
      expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 64_000, 64_000]);
    },
  );

  it('spaces them out, too, where watches break again and again', () => {
    const story = followerThatSees();
    const opened: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      story.watchCloses('network');
      while (!story.watch) {
        if (story.asks) story.answers(touched(lease(), 10 + story.requests.length, { renewTime: String(story.now) }));
        else story.wake();
      }
      opened.push(story.now);
      story.watchOpens();
    }
    expect(opened.map((time, i) => time - (opened[i - 1] ?? 0))).toEqual([2_000, 2_000, 2_000, 16_000, 32_000, 64_000]);
  });

  it('begins to space them out anew after one that lasted', () => {
    const story = followerThatSees().watchCloses('network').wait(2_000).answers(lease()).watchOpens();
    story.wait(2_000).watchCloses('network');
    expect(story.watch).toBeDefined();
    expect(story.watchCloses('forbidden').wakeAt).toBe(story.now + 2_000);
  });

  it('jitters its attempts', () => {
    const story = candidateThatSees(lease());
    story.random = () => 0.5;
    story.watchCloses('forbidden').wait(1_749);
    expect(story.watch).toBeUndefined();
    story.wait(1);
    expect(story.asks ?? story.watch).toBeDefined();
  });

  it('reads where its version is too old for a watch, and begins the next with the present state', () => {
    const story = followerThatSees().wait(3_000).watchSeesBookmark(50).watchCloses('gone');
    expect(story.asks).toBe('read');
    expect(story.watch).toBeUndefined();
    story.answers(lease());
    expect(story.watch).toBeDefined();
    expect(story.watch).not.toHaveProperty('fromVersion');
  });

  it('spaces attempts out where even that is gone', () => {
    const story = followerThatSees().wait(3_000).watchCloses('gone').answers(lease()).watchCloses('gone');
    expect(story.asks).toBe('read');
    story.answers(lease());
    expect(story.watch).toBeUndefined();
    expect(story.wakeAt).toBe(5_000);
  });

  it('does not read earlier than a failed read asked for, where a watch is gone', () => {
    const story = candidateThatSees(lease()).wait(2_000).fails('throttled', 10_000).watchCloses('gone');
    expect(story.asks).toBeUndefined();
    expect(story.wait(9_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
  });

  it('replaces a *silent* watch: one that had not told that the holder was alive all along', () => {
    const story = followerThatSees().wait(20_000);
    const { id } = story.watch!;
    story.fails('conflict').answers(touched(lease(), 15, { renewTime: '2030-01-01T00:00:15.000000Z' }));
    expect(story.watch?.id).not.toBe(id);
    expect(story.watch).toMatchObject({ fromVersion: '15' });
    expect(story.watchOpens().wait(19_999).asks).toBeUndefined();
  });

  it.each([
    [
      'somebody was faster',
      touched(lease(), 15, { holderIdentity: 'winner', acquireTime: '2030-01-01T00:00:20.000001Z' }),
    ],
    ['the holder came back and was faster', touched(lease(), 15, { acquireTime: '2030-01-01T00:00:20.000001Z' })],
  ])('keeps its watch where %s, which the watch will tell', (_, record) => {
    const story = followerThatSees().wait(20_000);
    const { id } = story.watch!;
    expect(story.fails('conflict').answers(record).watch?.id).toBe(id);
  });

  it('keeps its watch where nobody held the lease', () => {
    const nobody = lease({ holder: '' });
    const story = followerThatSees(nobody).wait(20_000);
    const { id } = story.watch!;
    expect(story.fails('conflict').answers(touched(nobody, 15, { note: 'x' })).watch?.id).toBe(id);
  });

  it('keeps its watch where a read shows what is known', () => {
    const story = followerThatSees().wait(20_000);
    const { id } = story.watch!;
    expect(story.fails('network').answers(lease()).watch?.id).toBe(id);
  });

  it('keeps its watch where a read is a little faster than it, while the holder is valid', () => {
    const story = candidateThatSees(lease()).wait(2_000).watchOpens();
    const { id } = story.watch!;
    expect(story.answers(touched(lease(), 11, { renewTime: 'x' })).watch?.id).toBe(id);
  });

  it('believes *a GET sent after the known version was learnt*, even if lower: an etcd was restored', () => {
    const story = candidateThatSees(lease({ version: 1_000 })).wait(2_000);
    const { id } = story.watch!;
    story.answers(lease({ holder: 'restored', version: 500 }));
    expect(story.holder).toBe('restored');
    expect(story.watch?.id).not.toBe(id);
    expect(story.watch).toMatchObject({ fromVersion: '500' });
    expect(story.watchOpens().watchSees(lease({ holder: 'next', version: 501 })).holder).toBe('next');
  });

  it('believes a GET that was sent in the very step in which the known version was learnt', () => {
    const story = leader().wait(10_000).fails('conflict').fails('network').freeze(2_000);
    story.watchSeesDeletion(touched(story.record, 12));
    expect([story.asks, story.holder]).toEqual(['read', undefined]);
    expect(story.answers(lease({ holder: 'restored', version: 5 })).holder).toBe('restored');
  });

  it('does not believe an older read that shows what a newer one found to be gone', () => {
    const story = followerThatSees(lease({ version: 10 })).watchCloses('forbidden');
    story.wait(2_000);
    const [slow] = story.open;
    story.wait(2_000).fails('notFound');
    expect(story.holder).toBeUndefined();
    expect(story.lateAnswer(slow, lease({ version: 10 })).holder).toBeUndefined();
  });

  it('watches from the start, for a watch that is gone, after the answer to the write under way', () => {
    const story = leader().wait(10_000).watchCloses('gone').accepts(12);
    expect(story.asks).toBeUndefined();
    expect(story.watch).toBeDefined();
    expect(story.watch).not.toHaveProperty('fromVersion');
  });

  it('keeps its watch where the lease was given to another by hand, which the watch will tell', () => {
    const story = followerThatSees().wait(20_000);
    const { id } = story.watch!;
    story.fails('conflict').answers(touched(lease(), 15, { holderIdentity: 'named' }));
    expect(story.watch?.id).toBe(id);
  });

  it('ends a term by such a GET, too', () => {
    const story = leader()
      .wait(10_000)
      .fails('conflict')
      .answers(lease({ version: 5 }));
    expect(story.news()).toEqual(['endTerm replaced']);
  });

  it('does not believe a lower version from a GET sent before the known one was learnt: it is just late', () => {
    const story = candidateThatSees(lease({ version: 10 }))
      .wait(2_000)
      .watchOpens();
    const { id } = story.watch!;
    story.watchSees(lease({ holder: 'newer', version: 12, acquireTime: 'x' })).answers(released({ version: 11 }));
    expect(story.holder).toBe('newer');
    expect(story.asks).toBeUndefined();
    expect(story.watch?.id).toBe(id);
  });

  it('nor that there was no lease', () => {
    const story = candidateThatSeesNoLease().fails('timeout').fails('notFound').wait(2_000);
    expect(story.asks).toBe('read');
    story.watchOpens().watchSees(lease()).fails('notFound');
    expect(story.holder).toBe('other');
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('believes a late GET that has something newer', () => {
    const story = candidateThatSees(lease({ version: 10 }))
      .wait(2_000)
      .watchOpens();
    story.watchSees(touched(lease(), 12)).answers(lease({ holder: 'newer', version: 13 }));
    expect(story.holder).toBe('newer');
  });

  it('remembers a restored history also where the lease is not in it', () => {
    const story = candidateThatSees(lease({ version: 1_000 }))
      .wait(2_000)
      .fails('notFound')
      .watchOpens()
      .watchCloses();
    story.wait(2_000).answers(lease({ version: 3, holder: 'restored' }));
    expect(story.holder).toBe('restored');
  });

  it('owes no read any more that failed, once a watch has told of a deletion', () => {
    const story = candidateThatSees(lease({ version: 10 }))
      .wait(2_000)
      .watchOpens();
    expect(story.asks).toBe('read');
    story.watchSeesDeletion(lease({ version: 10 })).fails('network');
    expect(story.asks).toBeUndefined();
  });

  describe('the second watch in a row that is silent', () => {
    const renewed = (version: number) => touched(lease(), version, { renewTime: `renewal ${version}` });

    /** Twice its holder was renewed for a whole lease, and the watch did not say so. */
    function deaf(): Story {
      const story = followerThatSees().wait(20_000).fails('conflict').answers(renewed(11)).watchOpens();
      expect(story.news()).toEqual([]);
      return story.wait(20_000).fails('conflict').answers(renewed(12)).watchOpens();
    }

    it('is said, and polled beside at retryInterval while a renewal is overdue', () => {
      const story = deaf();
      expect(story.news()).toEqual(['notice watchSilent']);
      // The leader's renewal is due after renewInterval, 10 s.
      expect(story.wait(11_999).asks).toBeUndefined();
      expect(story.wait(1).asks).toBe('read');
      expect(story.answers(renewed(12)).wait(1_999).asks).toBeUndefined();
      expect(story.wait(1).asks).toBe('read');
      expect(story.answers(renewed(13)).wait(11_999).asks).toBeUndefined();
      expect(story.wait(1).answers(released({ version: 14 })).asks).toBe('replace');
      expect(story.news()).toEqual([]);
    });

    it('is replaced as others are, a lease after it was opened, and said once', () => {
      const story = deaf();
      story.news();
      const { id } = story.watch!;
      expect(story.wait(12_000).answers(renewed(13)).watch?.id).toBe(id);
      expect(story.wait(12_000).answers(renewed(14)).watch?.id).not.toBe(id);
      expect(story.watchOpens().news()).toEqual([]);
    });

    it('is trusted again once it alone has told everything for a whole lease', () => {
      const story = deaf();
      story.news();
      story.wait(10_000).watchSees(renewed(13)).wait(10_000).watchSees(renewed(14));
      expect(story.news()).toEqual([]);
      story.wait(12_000).answers(renewed(15)).watchOpens(); // a poll was faster: it counts anew
      for (const version of [16, 17]) story.wait(10_000).watchSees(renewed(version));
      expect(story.news()).toEqual([]);
      expect(story.wait(10_000).watchSees(renewed(18)).news()).toEqual(['notice watchTells']);
      expect(story.wait(19_999).asks).toBeUndefined();
    });

    it('is not polled beside if the one before has told everything for a whole lease', () => {
      const story = followerThatSees().wait(20_000).fails('conflict').answers(renewed(11)).watchOpens();
      for (const version of [12, 13, 14]) story.wait(10_000).watchSees(renewed(version));
      story.wait(20_000).fails('conflict').answers(renewed(15)).watchOpens();
      expect(story.news()).toEqual([]);
      expect(story.wait(19_999).asks).toBeUndefined();
    });
  });
});
