import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader, Story } from './story.js';

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

  it('gives each request a third of the time that is left', () => {
    const story = leader().wait(10_000);
    expect(story.request?.timeout).toBeCloseTo(5_000 / 3);
    story.wait(2_000).fails('timeout');
    expect(story.request?.timeout).toBe(1_000);
  });

  it('judges the time left by the wall clock where that is less', () => {
    const story = leader().wait(7_000).suspend(2_000).wait(3_000);
    expect(story.request?.timeout).toBe(1_000);
  });

  it('gives a request a third of renewDeadline where no term is held, or more than that is left', () => {
    expect(new Story().start().request?.timeout).toBe(5_000);
    expect(candidateThatSees(released()).request?.timeout).toBe(5_000);
    expect(leader().jumpWall(-60_000).wait(10_000).request?.timeout).toBeCloseTo(5_000 / 3);
  });

  it('survives one lost packet: it reads at once, on a fresh connection, and renews', () => {
    const story = leader();
    const { record } = story;
    expect(story.wait(10_000).request?.freshConnection).toBe(false);
    story.wait(1_667).fails('timeout');
    expect(story.request).toMatchObject({ verb: 'read', freshConnection: true });
    story.wait(10).answers(record);
    expect(story.request).toMatchObject({ verb: 'replace', freshConnection: false });
    expect(story.accepts(12).news()).toEqual(['renewed']);
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

  it('has a last try before its deadline, if the next would come too late', () => {
    const story = leader()
      .wait(10_000)
      .fails('forbidden')
      .wait(2_000)
      .fails('forbidden')
      .wait(2_000)
      .fails('forbidden');
    expect(story.wakeAt).toBeCloseTo(14_000 + 2_000 / 3);
    expect(story.wake().asks).toBe('replace');
  });

  it('does not try where no answer could come in time', () => {
    const story = leader().wait(10_000).freeze(4_971).fails('forbidden').wait(28);
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
});
