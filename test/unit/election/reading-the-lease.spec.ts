import { describe, expect, it } from '@jest/globals';
import { createdAtIn } from '../../../lib/core/election/election.js';
import { annotationsIn } from '../../../lib/core/election/annotating.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { lease, released, touched } from './records.js';
import { followerThatSees, leader, Story } from './story.js';

function withMetadata(metadata: Partial<Lease['metadata']>): Lease {
  const record = lease();
  return { ...record, metadata: { ...record.metadata, ...metadata } };
}

describe('What an election says of the holder', () => {
  it('is each change of whom the lease names, and nothing while that stays the same', () => {
    const story = followerThatSees(lease({ holder: 'other', version: 10 }));
    expect(story.holders).toEqual(['other']);
    story.watchSees(touched(story.record, 11));
    expect(story.holders).toEqual(['other']);
    story.watchSees(released({ version: 12 })).accepts(13);
    expect(story.holders).toEqual(['other', undefined, 'me']);
  });

  it('is whether this process leads, outside Kubernetes', () => {
    const story = new Story({ alone: true }).start();
    expect(story.stop().holders).toEqual(['me', undefined]);
  });
});

describe('What an election reads from its lease', () => {
  it("is when that was made, by the API server's clock", () => {
    const { state } = followerThatSees(withMetadata({ creationTimestamp: '2026-01-01T00:00:00Z' }));
    expect(createdAtIn(state)).toBe(Date.UTC(2026, 0, 1));
  });

  it('is nothing about that where the server does not say, or says nonsense, or nothing was seen', () => {
    expect(createdAtIn(followerThatSees().state)).toBeUndefined();
    expect(createdAtIn(followerThatSees(withMetadata({ creationTimestamp: 'once' })).state)).toBeUndefined();
    expect(createdAtIn(new Story().start().state)).toBeUndefined();
  });

  it('are its annotations, with the changes under way', () => {
    expect(annotationsIn(followerThatSees(withMetadata({ annotations: { a: '1' } })).state)).toEqual({ a: '1' });
    expect(annotationsIn(new Story().start().state)).toEqual({});
    const story = leader();
    story.happens({ type: 'annotate', pending: { id: 1, changes: { b: '2' }, soon: false } });
    expect(annotationsIn(story.state)).toEqual({ b: '2' });
  });

  it('are no annotations where it has none', () => {
    expect(annotationsIn(followerThatSees().state)).toEqual({});
  });
});
