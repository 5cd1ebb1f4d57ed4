import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { lease, released } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, leader } from './story.js';

const unknown: [LeaseRequestFailure][] = [['timeout'], ['network'], ['server'], ['malformed']];
const refused: [LeaseRequestFailure][] = [
  ['unauthorized'],
  ['forbidden'],
  ['throttled'],
  ['rejected'],
  ['connection'],
  ['gone'],
];

describe('Rule 7: a write whose answer never came may have happened', () => {
  it.each(unknown)(
    'reads at once after a renewal that ended in %p, and counts from the send of the write it finds',
    failure => {
      const story = leader().wait(10_000);
      const renewal = story.stored(12);
      story.freeze(1_000).fails(failure);
      expect(story.asks).toBe('read');
      story.freeze(1_000).answers(renewal);
      expect(story.news()).toEqual(['renewed']);
      story.freeze(12_999);
      expect(story.isLeader).toBe(true);
      expect(story.freeze(1).isLeader).toBe(false);
    },
  );

  it.each(unknown)('renews again where the read shows that the write that ended in %p did not happen', failure => {
    const story = leader();
    const { record } = story;
    story.wait(10_000).fails(failure).answers(record);
    expect(story.news()).toEqual([]);
    expect(story.written.metadata.resourceVersion).toBe('11');
  });

  it.each(unknown)('begins the term of a take that ended in %p where the read shows that it happened', failure => {
    const story = candidateThatSees(released());
    const stored = story.stored(11);
    story.freeze(1_000).fails(failure).answers(stored);
    expect(story.news()).toEqual(['beginTerm 11']);
    story.freeze(13_999);
    expect(story.isLeader).toBe(true);
    expect(story.freeze(1).isLeader).toBe(false);
  });

  it('begins the term of a creation whose answer was lost', () => {
    const story = candidateThatSeesNoLease();
    const stored = story.stored(11);
    expect(story.fails('timeout').answers(stored).news()).toEqual(['beginTerm 11']);
  });

  it('counts from *that* write, the one whose renewTime it finds, where several are open', () => {
    const story = leader();
    const { record } = story;
    story.wait(10_000);
    const first = story.stored(12);
    story.fails('timeout').answers(record);
    story.freeze(1_000).fails('timeout').answers(first);
    expect(story.news()).toEqual(['renewed']);
    story.freeze(13_999);
    expect(story.isLeader).toBe(true);
    expect(story.freeze(1).isLeader).toBe(false);
  });

  it('is not told by the record which write happened if it shows a renewTime that nobody sent', () => {
    const story = leader();
    const { record } = story;
    story.wait(10_000).fails('timeout');
    story.answers({
      ...record,
      metadata: { ...record.metadata, resourceVersion: '12' },
      spec: { ...record.spec, renewTime: '2030-01-01T00:00:05.000000Z' },
    });
    expect(story.news()).toEqual([]);
    expect(story.asks).toBe('replace');
    expect(story.fails('forbidden').freeze(5_000).isLeader).toBe(false);
  });

  it('ends its term where the read shows somebody else', () => {
    const story = leader()
      .wait(10_000)
      .fails('timeout')
      .answers(lease({ version: 12 }));
    expect(story.news()).toEqual(['endTerm replaced']);
  });

  it.each(refused)('knows that a write that ended in %p did not happen: it tries again without a read', failure => {
    const story = leader().wait(10_000).fails(failure);
    expect(story.asks).toBeUndefined();
    expect(story.wait(2_000).asks).toBe('replace');
  });

  it.each(refused)('nor is a take read after that ended in %p', failure => {
    const story = candidateThatSees(released()).fails(failure);
    expect(story.asks).toBeUndefined();
    expect(story.wait(2_000).requests.map(({ verb }) => verb)).not.toEqual(['read', 'replace']);
  });

  it('writes nothing before it has read what became of the last write', () => {
    const story = leader().wait(10_000).fails('timeout').fails('network').wait(1_999);
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
  });

  it('remembers the last 16 writes: more cannot be under way', () => {
    const story = leader({ leaseDuration: 2_000_000, renewDeadline: 1_500_000 });
    const { record } = story;
    story.wait(10_000);
    const oldest = story.stored(12);
    for (let more = 0; more < 15; more++) {
      story.fails('timeout').answers(record);
      while (story.asks !== 'replace') story.wake();
    }
    story.fails('timeout').answers(oldest);
    expect(story.news()).toEqual(['renewed']);
  });

  it('and no more than that', () => {
    const story = leader({ leaseDuration: 2_000_000, renewDeadline: 1_500_000 });
    const { record } = story;
    story.wait(10_000);
    const oldest = story.stored(12);
    for (let more = 0; more < 16; more++) {
      story.fails('timeout').answers(record);
      while (story.asks !== 'replace') story.wake();
    }
    story.fails('timeout').answers(oldest);
    expect(story.news()).toEqual([]);
    expect(story.isLeader).toBe(true);
  });
});
