import { describe, expect, it } from '@jest/globals';
import { annotationsIn } from '../../../lib/core/election/annotating.js';
import { type AnnotationChanges } from '../../../lib/core/record/annotations.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { annotated, lease, released, touched } from './records.js';
import { candidateThatSees, leader, type Story } from './story.js';

const key = 'ticks.nestjs-kubernetes-leader/invoices';

function annotate(story: Story, id: number, changes: AnnotationChanges, soon = true): Story {
  return story.happens({ type: 'annotate', pending: { id, changes, soon } });
}

function annotationsOf(written: Lease): unknown {
  return written.metadata.annotations;
}

describe("A leader's annotations", () => {
  it('are written at once by a compare-and-swap that is a renewal, and are acknowledged when it is proven', () => {
    const story = annotate(leader().wait(1_000), 1, { [key]: 'begun' });
    expect(story.asks).toBe('replace');
    expect(story.written.metadata).toMatchObject({ resourceVersion: '11', annotations: { [key]: 'begun' } });
    expect(story.news()).toEqual([]);
    story.accepts(12);
    expect(story.news()).toEqual(['renewed', 'annotationsWritten']);
    story.wait(9_999);
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace'); // a renew interval after that write
  });

  it('are told as they will be while they are on their way, and computed once', () => {
    const { state } = annotate(leader(), 1, { [key]: 'begun' });
    const annotations = annotationsIn(state);
    expect(annotations).toEqual({ [key]: 'begun' });
    expect(annotationsIn(state)).toBe(annotations);
  });

  it('go with the next renewal where there is no hurry', () => {
    const story = annotate(leader().wait(1_000), 1, { [key]: 'finished' }, false);
    expect(story.asks).toBeUndefined();
    story.wait(9_000);
    expect(annotationsOf(story.written)).toEqual({ [key]: 'finished' });
    expect(story.accepts(12).news()).toEqual(['renewed', 'annotationsWritten']);
  });

  it('leave what others keep in the lease', () => {
    const story = leader();
    const theirs = { ...touched(story.record, 12), extra: 'theirs' };
    theirs.metadata = {
      ...theirs.metadata,
      labels: { team: 'billing' },
      annotations: { note: 'theirs', [key]: 'old' },
    };
    annotate(story.watchSees(theirs), 1, { [key]: undefined, other: 'ours' });
    expect(story.written).toMatchObject({ extra: 'theirs', metadata: { labels: { team: 'billing' } } });
    expect(annotationsOf(story.written)).toEqual({ note: 'theirs', other: 'ours' });
  });

  it('wait for the request under way, and then all go together, the later change of one key last', () => {
    const story = leader().wait(10_000);
    annotate(story, 1, { [key]: 'one' }, false);
    annotate(story, 2, { [key]: 'two', more: 'x' });
    expect(annotationsOf(story.written)).toBeUndefined();
    story.accepts(12);
    expect(story.news()).toEqual(['renewed']);
    expect(annotationsOf(story.written)).toEqual({ [key]: 'two', more: 'x' });
    story.accepts(13);
    expect(story.news()).toEqual(['annotationsWritten', 'annotationsWritten']);
  });

  it('are sent again where a read shows that the write did not happen, and not where it did', () => {
    const lost = annotate(leader(), 1, { [key]: 'begun' });
    const { record } = lost;
    lost.fails('timeout').answers(record);
    expect([lost.news(), annotationsOf(lost.written)]).toEqual([[], { [key]: 'begun' }]);

    const landed = annotate(leader().freeze(1), 1, { [key]: 'begun' });
    const stored = landed.stored(12);
    landed.fails('timeout').answers(stored);
    expect([landed.news(), landed.asks]).toEqual([['renewed', 'annotationsWritten'], undefined]);
  });

  it('are merged anew where somebody else has changed the lease meanwhile', () => {
    const story = annotate(leader(), 1, { [key]: 'begun' });
    const edited = annotated(touched(story.record, 12), { note: 'theirs' });
    story.fails('conflict').answers(edited);
    expect(annotationsOf(story.written)).toEqual({ note: 'theirs', [key]: 'begun' });
  });

  it.each(['deadline', 'replaced'])('are given up with the term (%s), since nobody writes them any more', code => {
    const story = annotate(leader(), 1, { [key]: 'begun' });
    if (code === 'deadline') story.freeze(15_000).tick();
    else story.watchSees(lease({ version: 12 }));
    expect(story.news()).toEqual([`endTerm ${code}`, 'annotationsDropped termOver']);
  });

  it('are refused at once where this process does not lead', () => {
    const story = annotate(candidateThatSees(lease()), 1, { [key]: 'begun' });
    expect(story.news()).toEqual(['annotationsDropped termOver']);
  });

  it('are written while work is waited for, and carried by the release', () => {
    const story = leader().freeze(1).works();
    annotate(story.stop(), 1, { [key]: 'begun' });
    expect(annotationsOf(story.written)).toEqual({ [key]: 'begun' });
    story.accepts(12);
    expect(story.news()).toEqual(['closeGate shutdown', 'renewed', 'annotationsWritten']);
    annotate(story, 2, { [key]: 'finished' }, false);
    story.workEnds();
    expect(story.written).toMatchObject({
      metadata: { annotations: { [key]: 'finished' } },
      spec: { holderIdentity: '' },
    });
    expect(story.accepts(13).news()).toEqual(['endTerm shutdown', 'annotationsWritten', 'settled', 'stopped']);
  });

  it('never cost the term: what the server does not take is dropped, and the lease renewed without it', () => {
    const story = annotate(leader(), 1, { [key]: 'begun' });
    story.fails('rejected');
    expect(story.news()).toEqual(['annotationsDropped rejected']);
    expect(annotationsOf(story.wait(10_000).written)).toBeUndefined();

    const large = annotate(leader(), 1, { [key]: 'x'.repeat(256 * 1024) });
    expect([large.news(), large.asks]).toEqual([['annotationsDropped rejected'], 'replace']);
    expect(annotationsOf(large.written)).toBeUndefined();
  });

  it('stay where the lease is taken, renewed and released', () => {
    const held = released({ version: 10 });
    held.metadata.annotations = { [key]: 'done', note: 'theirs' };
    const story = candidateThatSees(held);
    const kept = { [key]: 'done', note: 'theirs' };
    expect(annotationsOf(story.written)).toEqual(kept);
    expect(annotationsOf(story.accepts(11).wait(10_000).written)).toEqual(kept);
    expect(annotationsOf(story.accepts(12).stop().written)).toEqual(kept);
  });

  it('are written again after a delete, as are the labels, but nothing else of the metadata', () => {
    const story = leader();
    const record = annotated(touched(story.record, 12), { [key]: 'done', note: 'theirs' });
    record.metadata.labels = { team: 'billing' };
    record.metadata['ownerReferences'] = [{ kind: 'Deployment', name: 'billing' }];
    record.metadata['finalizers'] = ['example.com/keep'];
    story.watchSees(record).watchSeesDeletion(touched(record, 13));
    expect(story.asks).toBe('create');
    expect(story.written.metadata).toEqual({
      name: 'billing',
      namespace: 'jobs',
      labels: { team: 'billing' },
      annotations: { [key]: 'done', note: 'theirs' },
    });
  });
});
