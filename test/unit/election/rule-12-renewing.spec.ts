import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { lease, released, touched } from './records.js';
import { SlowServer } from './slow-server.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, leader, Story } from './story.js';

describe('Rule 12: renew cheaply', () => {
  it('sends one PUT per renewInterval, on the cached version, and no GET', () => {
    const story = leader();
    for (let renewal = 1; renewal <= 5; renewal++) {
      expect(story.wait(9_999).asks).toBeUndefined();
      expect(story.wait(1).written.metadata.resourceVersion).toBe(String(10 + renewal));
      story.accepts(11 + renewal);
    }
    expect(story.news()).toEqual(Array(5).fill('renewed'));
    expect(story.requests.slice(2).map(({ verb }) => verb)).toEqual(Array(5).fill('replace'));
  });

  it('gives a renewal all the time that is left, by the clock that leaves less', () => {
    expect(leader().wait(10_000).request?.timeout).toBe(5_000);
    expect(leader().wait(7_000).suspend(2_000).wait(3_000).request?.timeout).toBe(3_000);
    expect(leader().jumpWall(-60_000).wait(10_000).request?.timeout).toBe(5_000);
  });

  it('gives a request the whole renewDeadline if no term is held, a take among them', () => {
    expect(new Story().start().request?.timeout).toBe(15_000);
    expect(candidateThatSees(released()).request?.timeout).toBe(15_000);
  });

  it('gives no request more than a minute, after which an API server gives it up, too', () => {
    expect(new Story({ leaseDuration: 3_600_000, renewDeadline: 2_700_000 }).start().request?.timeout).toBe(60_000);
  });

  it('survives one lost packet: it doubts, reads at once on a fresh connection, and renews', () => {
    const story = leader();
    const { record } = story;
    expect(story.wait(10_000).request?.freshConnection).toBe(false);
    story.wait(1_667);
    expect(story.request).toMatchObject({ verb: 'read', freshConnection: true });
    story.wait(10).answers(record);
    expect(story.request).toMatchObject({ verb: 'replace', freshConnection: false });
    expect(story.accepts(12).news()).toEqual(['renewed']);
  });

  it.each([
    ['a third of the time left', { renewInterval: 10_000 }, 10_000, 1_667],
    ['no sooner than 1 s', { renewInterval: 12_500 }, 12_500, 1_000],
    [
      'no sooner than 1 s, nor if retryInterval is shorter',
      { renewInterval: 10_000, retryInterval: 500 },
      10_000,
      1_000,
    ],
    ['no later than retryInterval', { renewInterval: 5_000 }, 5_000, 2_000],
    ['a third of the time left, if that is less than 2 s', { renewInterval: 13_500 }, 13_500, 500],
  ])('doubts a request after %s', (_, timings, sent, after) => {
    const story = leader(timings).wait(sent);
    expect(story.asks).toBe('replace');
    expect(story.wakeAt).toBeCloseTo(sent + after, 0);
  });

  it('keeps a doubted write open until the deadline, and counts its late success from its send', () => {
    const story = leader().wait(10_000);
    const { record } = story;
    const first = story.stored(12);
    const [renewal] = story.open;
    story.wait(1_667).answers(record).wait(2_900);
    expect(story.open[0]).toBe(renewal);
    expect(story.lateAnswer(renewal, first).news()).toEqual(['renewed']);
    expect(story.freeze(10_000).isLeader).toBe(true);
    expect(story.freeze(500).isLeader).toBe(false);
  });

  it('has no more than two writes under way, each with a renewTime of its own', () => {
    const story = leader({ renewInterval: 5_000 });
    const { record } = story;
    while (story.now < 12_000) {
      if (story.asks === 'read') story.answers(record);
      else story.wake();
    }
    const writes = story.open.filter(({ verb }) => verb === 'replace');
    expect(writes).toHaveLength(2);
    const times = writes.map(write => ('lease' in write ? write.lease.spec?.renewTime : ''));
    expect(new Set(times).size).toBe(2);
  });

  it('learns by a read that the first of two writes happened, though neither is answered', () => {
    const story = leader({ renewInterval: 5_000 });
    const { record } = story;
    story.wait(5_000);
    const first = story.stored(12);
    story.wait(2_000).answers(record).wait(2_000);
    expect(story.asks).toBe('read');
    expect(story.answers(first).news()).toEqual(['renewed']);
    expect(story.freeze(20_000 - 9_000 - 1).isLeader).toBe(true);
  });

  it('reads on while two writes are under way and neither is answered', () => {
    const story = leader({ renewInterval: 5_000 });
    const { record } = story;
    story.wait(7_000).answers(record).wait(2_000).answers(record);
    expect(story.asks).toBeUndefined();
    expect(story.wait(2_000).asks).toBe('read');
  });

  it('has no more than eight reads under way', () => {
    const story = new Story({ leaseDuration: 90_000, renewDeadline: 80_000 }).start().wait(59_000);
    expect(story.open).toHaveLength(8);
    expect(story.wait(2_000).open).toHaveLength(8);
  });

  it('sends no second create beside one that is doubted', () => {
    const story = new Story().start().fails('notFound');
    expect(story.asks).toBe('create');
    story.wait(2_000).fails('notFound').wait(10_000);
    expect(story.open.filter(({ verb }) => verb === 'create')).toHaveLength(1);
  });

  it.each([500, 1_000, 2_000, 3_000, 5_000, 7_450])(
    'keeps its term on an API server that takes %d ms for each write, or read, or both',
    latency => {
      for (const slow of [['create', 'replace'], ['read'], ['create', 'replace', 'read']]) {
        const story = new Story({ renewInterval: 5_000 }).start();
        const server = new SlowServer(story, verb => (slow.includes(verb) ? latency : 5));
        server.run(120_000);
        expect(story.news().filter(news => news !== 'renewed')).toEqual([expect.stringContaining('beginTerm')]);
      }
    },
  );

  it('does not keep it if each write takes longer than half of renewDeadline', () => {
    const story = new Story({ renewInterval: 5_000 }).start();
    new SlowServer(story, verb => (verb === 'read' ? 5 : 8_000)).run(120_000);
    expect(story.news()).toContain('endTerm deadline');
  });

  it.each<[LeaseRequestFailure, boolean]>([
    ['timeout', true],
    ['network', true],
    ['server', false],
    ['throttled', false],
  ])('after %p asks for a fresh connection: %p', (failure, fresh) => {
    expect(new Story().start().fails(failure).wait(2_000).request).toMatchObject({
      verb: 'read',
      freshConnection: fresh,
    });
  });

  it('retries every retryInterval, with jitter that comes never late', () => {
    for (const [random, pause] of [
      [0, 2_000],
      [0.5, 1_750],
      [0.999, 1_500.5],
    ] as const) {
      const story = leader().wait(10_000);
      story.random = () => random;
      story.fails('forbidden');
      expect(story.wakeAt - 10_000).toBeCloseTo(pause);
    }
  });

  it('tries again after half of what is left, so that a last try has time', () => {
    const story = leader()
      .wait(10_000)
      .fails('forbidden')
      .wait(2_000)
      .fails('forbidden')
      .wait(1_500)
      .fails('forbidden');
    expect(story.wakeAt).toBeCloseTo(14_250);
    expect(story.wake().asks).toBe('replace');
  });

  it('begins no try with less than 200 ms left', () => {
    const story = leader().wait(10_000).freeze(4_801).fails('forbidden').wait(198);
    expect(story.asks).toBeUndefined();
    expect(story.news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['endTerm deadline']);
  });

  it('obeys Retry-After, within the deadline', () => {
    const story = leader().wait(10_000).fails('throttled', 3_000);
    expect(story.wait(2_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
    story.fails('throttled', 60_000);
    expect(story.wakeAt).toBeCloseTo(13_000 + 4_000 / 3);
  });

  it('does not hurry for a Retry-After shorter than its own pause', () => {
    expect(leader().wait(10_000).fails('throttled', 500).wait(1_999).asks).toBeUndefined();
  });

  it('obeys Retry-After at a read and at a take, but no longer than a renewDeadline', () => {
    const story = new Story().start().fails('throttled', 7_000);
    expect(story.wait(6_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
    story.answers(released()).fails('throttled', 3_600_000).watchOpens();
    expect(story.wait(14_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('obeys the Retry-After of a write though a read succeeds meanwhile', () => {
    const story = candidateThatSees(released()).fails('throttled', 10_000);
    story.wait(2_000);
    expect(story.asks).toBe('read');
    story.answers(released()).watchOpens();
    expect(story.asks).toBeUndefined();
    expect(story.wait(7_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it.each<[LeaseRequestFailure]>([['server'], ['malformed'], ['network'], ['conflict']])(
    'does not hammer an API server that answers every read, and every write with %p',
    failure => {
      for (const story of [
        candidateThatSees(released()),
        leader({ leaseDuration: 90_000, renewDeadline: 80_000 }).wait(10_000),
      ]) {
        const { record } = story;
        const end = story.now + 20_000;
        const before = story.requests.length;
        while (story.now < end && story.requests.length < 1_000) {
          if (story.asks === 'read') story.answers(record);
          else if (story.asks === 'replace') story.fails(failure);
          else story.wake();
        }
        expect(story.requests.length - before).toBeLessThan(30);
      }
    },
  );

  it('does not hammer an API server that says a lease exists, and that it does not', () => {
    const story = leader();
    story.watchSeesDeletion(touched(story.record, 12));
    while (story.now < 14_000 && story.requests.length < 1_000) {
      if (story.asks === 'read') story.fails('notFound');
      else if (story.asks === 'create') story.fails('conflict');
      else story.wake();
    }
    expect(story.requests.length).toBeLessThan(30);
  });

  it('answers a few conflicts in a row at once, and paces what follows', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    const { record } = story;
    story.wait(10_000);
    for (let conflict = 1; conflict <= 3; conflict++) {
      expect(story.fails('conflict').asks).toBe('read');
      expect(story.answers(record).asks).toBe('replace');
    }
    expect(story.fails('conflict').asks).toBeUndefined();
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
    expect(story.answers(record).asks).toBe('replace');
  });

  it('takes up its haste again where a conflict told of something new', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 }).wait(10_000);
    for (let conflict = 1; conflict <= 10; conflict++) {
      expect(story.fails('conflict').asks).toBe('read');
      expect(story.answers(touched(story.record, 20 + conflict)).asks).toBe('replace');
    }
    expect(story.accepts(40).news()).toEqual(['renewed']);
  });

  it('takes up its haste again after a write that succeeded', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    for (let round = 1; round <= 3; round++) {
      story.wait(10_000);
      for (let conflict = 1; conflict <= 3; conflict++) {
        expect(story.fails('conflict').asks).toBe('read');
        expect(story.answers(story.record).asks).toBe('replace');
      }
      story.accepts(20 + round);
    }
  });

  it('reads and writes at once after the first write of unknown outcome, and paces the writes that follow', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    const { record } = story;
    story.wait(10_000);
    expect(story.fails('server').answers(record).asks).toBe('replace');
    for (let more = 2; more <= 3; more++) {
      expect(story.fails('server').asks).toBe('read');
      expect(story.answers(record).asks).toBeUndefined();
      expect(story.wait(1_999).asks).toBeUndefined();
      expect(story.wait(1).asks).toBe('replace');
    }
    expect(story.fails('server').asks).toBeUndefined();
    expect(story.wait(2_000).asks).toBe('read');
    expect(story.answers(record).asks).toBe('replace');
  });

  it('reads at once after every timeout', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    const { record } = story;
    story.wait(10_000);
    for (let timeout = 1; timeout <= 6; timeout++) {
      expect(story.fails('timeout').asks).toBe('read');
      expect(story.answers(record).asks).toBe('replace');
    }
  });

  it('does not take failed reads for a reason to be slow after a conflict', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    const { record } = story;
    story.wait(10_000).fails('timeout');
    for (let read = 1; read <= 5; read++) story.fails('network').wait(2_000);
    expect(story.answers(record).asks).toBe('replace');
    expect(story.fails('conflict').asks).toBe('read');
  });

  it('paces a 404 to a renewal that a read does not confirm', () => {
    const story = leader({ leaseDuration: 90_000, renewDeadline: 80_000 });
    const { record } = story;
    story.wait(10_000);
    for (let time = 1; time <= 3; time++) {
      expect(story.fails('notFound').asks).toBe('read');
      expect(story.answers(record).asks).toBe('replace');
    }
    expect(story.fails('notFound').answers(record).asks).toBeUndefined();
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('tries a creation in a namespace that is not there again only as often as anything that is refused', () => {
    const story = new Story().start().fails('notFound').fails('notFound');
    expect(story.asks).toBeUndefined();
  });

  it('renews in time though its watch tells it of its own writes', () => {
    const story = leader().wait(10_000);
    const renewal = story.stored(12);
    story.answers(renewal).watchSees(renewal);
    expect(story.wait(9_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('reads a lease it follows without a watch, as often as it retries', () => {
    const story = candidateThatSees(lease()).watchCloses('forbidden');
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
    story.random = () => 0.999;
    story.answers(lease());
    expect(story.wait(1_500).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
  });

  it('is silent with a watch', () => {
    expect(followerThatSees().wait(19_999).requests).toHaveLength(1);
  });

  describe('a create that takes long', () => {
    /** Doubted after 2 s, and read once more: still there is no lease. */
    function slowCreate() {
      const story = candidateThatSeesNoLease();
      const [create] = story.open;
      const stored = story.stored(11);
      story.wait(2_000).fails('notFound').watchOpens();
      return { story, create, stored };
    }

    it('begins a term when it is answered, though a read found nothing meanwhile', () => {
      const { story, create, stored } = slowCreate();
      expect(story.wait(5_000).lateAnswer(create, stored).news()).toEqual(['beginTerm 11']);
      expect(story.wait(7_999).isLeader).toBe(true);
      expect(story.wait(1).isLeader).toBe(false);
    });

    it('begins a term, too, if one of the reads meanwhile has no answer yet', () => {
      const story = candidateThatSeesNoLease();
      const [create] = story.open;
      const stored = story.stored(11);
      const [, read, another] = story.wait(4_000).open;
      expect(another.verb).toBe('read');
      story.lateFailure(read, 'notFound');
      expect(story.wait(1_000).lateAnswer(create, stored).news()).toEqual(['beginTerm 11']);
    });

    it('is not sent again, and others are seen to be faster', () => {
      const { story, create } = slowCreate();
      expect(story.wait(10_000).requests.filter(({ verb }) => verb === 'create')).toHaveLength(1);
      story.lateFailure(create, 'conflict').answers(lease());
      expect([story.holder, story.isLeader]).toEqual(['other', false]);
    });

    it('proves nothing any more once it has come to its end and there is no lease', () => {
      const { story, create, stored } = slowCreate();
      story.lateFailure(create, 'network');
      expect(story.asks).toBe('read');
      story.fails('notFound').watchSees(stored);
      expect([story.news(), story.isLeader, story.holder]).toEqual([[], false, 'me (not this process)']);
    });

    it('begins a term if a read shows what its answer would have told', () => {
      const { story, create, stored } = slowCreate();
      expect(story.lateFailure(create, 'network').answers(stored).news()).toEqual(['beginTerm 11']);
    });

    it('proves nothing after a delete that was seen since', () => {
      const { story, create, stored } = slowCreate();
      story
        .watchSeesDeletion(lease({ version: 20 }))
        .lateAnswer(create, { ...stored, metadata: { ...stored.metadata, resourceVersion: '21' } });
      expect([story.news(), story.isLeader]).toEqual([[], false]);
    });
  });
});
