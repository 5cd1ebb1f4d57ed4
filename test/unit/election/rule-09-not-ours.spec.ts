import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { leader } from './story.js';

describe('Rule 9: not ours any more: stop now', () => {
  it.each([
    ['of another', lease({ version: 12 })],
    ['of nobody', lease({ holder: '', version: 12 })],
    ['that was released', released({ version: 12 })],
    ['without a spec', { ...lease({ version: 12 }), spec: null }],
  ])('ends the term at the sight of a record %s, by the watch', (_, record) => {
    const story = leader().wait(3_000).watchSees(record);
    expect(story.news()).toEqual(['endTerm replaced']);
    expect(story.isLeader).toBe(false);
  });

  it.each([
    ['another', lease({ version: 12 })],
    ['nobody', lease({ holder: '', version: 12 })],
  ])('ends the term where a 409 to a renewal is followed by a read that shows %s', (_, record) => {
    const story = leader().wait(10_000).fails('conflict');
    expect(story.asks).toBe('read');
    expect(story.isLeader).toBe(true);
    expect(story.answers(record).news()).toEqual(['endTerm replaced']);
    expect(story.isLeader).toBe(false);
  });

  it('ends the term at the sight of a deletion', () => {
    const story = leader();
    story.watchSeesDeletion(touched(story.record, 12));
    expect(story.news()).toEqual(['endTerm deleted']);
    expect(story.isLeader).toBe(false);
  });

  it.each(['conflict', 'notFound'] as const)(
    'ends the term where a %p to a renewal is followed by a read of nothing',
    failure => {
      const story = leader().wait(10_000).fails(failure);
      expect(story.asks).toBe('read');
      expect(story.fails('notFound').news()).toEqual(['endTerm deleted']);
    },
  );

  it('goes on leading where a 409 only told of a touched label, and renews on the new version', () => {
    const story = leader();
    const { record } = story;
    story.wait(10_000).fails('conflict').answers(touched(record, 12));
    expect(story.news()).toEqual([]);
    expect(story.written.metadata.resourceVersion).toBe('12');
    expect(story.accepts(13).news()).toEqual(['renewed']);
  });

  it('goes on reading after a 409 until it knows', () => {
    const story = leader().wait(10_000).fails('conflict').fails('network');
    expect(story.wait(1_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('read');
    expect(story.answers(lease({ version: 12 })).news()).toEqual(['endTerm replaced']);
  });

  it("does not take a record back that was another's for a while", () => {
    const story = leader();
    const { record } = story;
    story.watchSees(touched(record, 12, { holderIdentity: 'edited' })).watchSees(touched(record, 13));
    expect(story.news()).toEqual(['endTerm replaced']);
    expect(story.isLeader).toBe(false);
    expect(story.asks).toBeUndefined();
  });
});
