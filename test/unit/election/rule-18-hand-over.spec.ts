import { describe, expect, it } from '@jest/globals';
import { annotationsLimit } from '../../../lib/core/record/annotations.js';
import { handOverAnnotation, successorAnnotation } from '../../../lib/core/record/hand-over.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { annotated, lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader, type Story } from './story.js';

const retryInterval = 2_000;

function nonceOf(record: Lease): string {
  return String(record.spec?.acquireTime);
}

/** Somebody annotates the lease as this leader has it. */
function asksFor(story: Story, request: unknown, version = 12): Story {
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  return story.watchSees(annotated(touched(story.record, version), { [handOverAnnotation]: text }));
}

/** A lease as a leader leaves it that handed over. */
function leftTo(to: unknown, record = released({ version: 11 })): Lease {
  const successor = JSON.stringify({ of: nonceOf(record), to });
  return annotated(record, { [successorAnnotation]: successor });
}

function successorIn(written: Lease): unknown {
  const text = written.metadata.annotations?.[successorAnnotation];
  return text === undefined ? undefined : JSON.parse(text);
}

describe('Rule 18: a request to hand over', () => {
  it('ends the term of that acquireTime gracefully, and the release names who is to lead', () => {
    const story = leader().works();
    const of = nonceOf(story.record);
    asksFor(story, { of, to: 'other' });
    expect(story.news()).toEqual(['closeGate stepDown']);
    story.workEnds();
    expect(story.news()).toEqual(['endTerm stepDown']);
    expect(story.written.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1, acquireTime: of });
    expect(story.written.metadata.annotations).toEqual({ [successorAnnotation]: JSON.stringify({ of, to: 'other' }) });
  });

  it('may leave open who is to lead', () => {
    const story = leader();
    asksFor(story, { of: nonceOf(story.record) });
    expect(story.news()).toEqual(['closeGate stepDown', 'endTerm stepDown']);
    expect(story.written.metadata.annotations).toEqual({});
  });

  it('that reaches the leader only with the answer to a renewal is obeyed, too', () => {
    const story = leader().wait(10_000);
    const request = { [handOverAnnotation]: JSON.stringify({ of: nonceOf(story.record), to: 'other' }) };
    story.fails('conflict').answers(annotated(touched(story.record, 12), request));
    expect(story.news()).toEqual(['closeGate stepDown', 'endTerm stepDown']);
  });

  it('trace 21: of a fencing token, or of anything but the acquireTime, is of no term', () => {
    const story = leader();
    asksFor(story, { of: '11', to: 'other' });
    expect(story.wait(9_000).news()).toEqual([]);
  });

  it('trace 22: seen in the step that begins the term is obeyed in a later one, after everybody heard that it began', () => {
    const story = followerThatSees(lease()).watchSees(released({ version: 11 }));
    const taken = story.stored(12);
    const request = { [handOverAnnotation]: JSON.stringify({ of: nonceOf(taken), to: 'other' }) };
    story.watchSees(annotated(touched(taken, 13), request));
    expect(story.news()).toEqual(['beginTerm 13']);
    expect(story.isLeader).toBe(true);
    expect(story.wakeAt).toBe(story.now);
    expect(story.tick().news()).toEqual(['closeGate stepDown', 'endTerm stepDown']);
  });

  it('is obeyed once: the next term of the same candidate has another acquireTime', () => {
    const story = leader();
    asksFor(story, { of: nonceOf(story.record) })
      .accepts(13)
      .wait(2 * retryInterval);
    expect(story.written.metadata.annotations).toEqual({});
    story.accepts(14);
    story.news();
    expect(story.wait(9_000).news()).toEqual([]);
  });

  it.each<[string, (of: string) => unknown]>([
    ['to itself', of => ({ of, to: 'me' })],
    ['of another term', () => ({ of: '2029-12-31T23:00:00.123456Z', to: 'other' })],
    ['without a term', () => ({ to: 'other' })],
    ['to nobody', of => ({ of, to: '' })],
    ['to something that is no name', of => ({ of, to: ['other'] })],
    ['that is a number', () => 7],
    ['that is null', () => null],
    ['that is a list', of => [of, 'other']],
    ['that is no JSON', of => `{ of: ${of} }`],
    ['that is empty', () => ''],
  ])('%s changes nothing', (_, request) => {
    const story = leader();
    asksFor(story, request(nonceOf(story.record)));
    expect(story.wait(9_000).news()).toEqual([]);
    expect(story.isLeader).toBe(true);
  });

  it('does nothing to a follower, nor to a stop that is under way', () => {
    const following = followerThatSees();
    asksFor(following, { of: nonceOf(following.record) });
    expect([following.news(), following.asks]).toEqual([[], undefined]);
    const stopping = leader().works().stop();
    stopping.news();
    asksFor(stopping, { of: nonceOf(stopping.record), to: 'other' });
    expect(stopping.news()).toEqual([]);
    expect(successorIn(stopping.workEnds().written)).toBeUndefined();
  });
});

describe('Rule 18: stepDown({ to })', () => {
  it('names who is to lead in the release', () => {
    const story = leader();
    const of = nonceOf(story.record);
    story.stepDown(0, 'other');
    expect(successorIn(story.written)).toEqual({ of, to: 'other' });
  });

  it('that meets a take under way names it in the release of that', () => {
    const story = candidateThatSees(released()).stepDown(0, 'other');
    const of = nonceOf(story.written);
    expect(successorIn(story.accepts(11).written)).toEqual({ of, to: 'other' });
  });

  it('that comes second names it, if the first named nobody', () => {
    const story = leader().works().stepDown(0).stepDown(0, 'other').stepDown(0, 'third').workEnds();
    expect(successorIn(story.written)).toMatchObject({ to: 'other' });
  });

  it('leaves the name out if the annotations have no room for it, and tries a refused release without it', () => {
    const full = leader();
    full
      .watchSees(annotated(touched(full.record, 12), { theirs: 'x'.repeat(annotationsLimit - 20) }))
      .stepDown(0, 'other');
    expect(Object.keys(full.written.metadata.annotations!)).toEqual(['theirs']);
    const refused = leader().stepDown(0, 'other').fails('rejected').wake();
    expect(refused.written.spec?.holderIdentity).toBe('');
    expect(successorIn(refused.written)).toBeUndefined();
    expect(refused.fails('rejected').news()).toContain('notReleased');
  });
});

describe('Rule 18: a successor', () => {
  it("trace 23: takes at once, without rule 14's wait, however many races it has lost", () => {
    const story = followerThatSees();
    story.state = { ...story.state, turnWindow: 1_024 };
    story.random = () => 0.5;
    expect(story.watchSees(leftTo('me')).asks).toBe('replace');
  });

  it('is given one retryInterval more by the others', () => {
    const story = followerThatSees().watchSees(leftTo('other'));
    expect(story.wait(retryInterval - 1).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('on top of which they wait their turn', () => {
    const story = followerThatSees();
    story.state = { ...story.state, turnWindow: 100 };
    story.random = () => 0.5;
    story.watchSees(leftTo('other'));
    expect(story.wait(retryInterval + 49).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it.each<[string, (record: Lease) => Lease]>([
    ['of another term', record => ({ ...leftTo('other'), spec: { ...record.spec, acquireTime: 'another' } })],
    ['that is nobody', () => leftTo(undefined)],
    ['that is malformed', () => leftTo(7)],
  ])('%s counts for nothing', (_, change) => {
    expect(followerThatSees().watchSees(change(released({ version: 11 }))).asks).toBe('replace');
  });

  it('of a lease that was not released counts for nothing', () => {
    const story = followerThatSees(leftTo('other', lease({ version: 11 })));
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('trace 24: that client-go keeps through its own terms is of a term long over, and nobody waits for it', () => {
    const left = leftTo('gone');
    const taken = touched(left, 12, { holderIdentity: 'client-go', leaseDurationSeconds: 15, acquireTime: 'its own' });
    // As client-go releases: with the time of the release in both.
    const itsRelease = touched(taken, 13, { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: 'and now' });
    const story = followerThatSees().watchSees(left).watchSees(taken);
    expect(story.asks).toBeUndefined();
    expect(story.watchSees(itsRelease).asks).toBe('replace');
  });

  it('is in no take', () => {
    const story = followerThatSees().watchSees(leftTo('me'));
    expect(story.written.metadata.annotations).toEqual({});
  });

  it('nor in a lease that is written again after a delete, nor is a request', () => {
    const story = leader();
    const both = { [handOverAnnotation]: '{"of":"x"}', [successorAnnotation]: '{"of":"x","to":"y"}', theirs: 'kept' };
    story.watchSees(annotated(touched(story.record, 12), both)).watchSeesDeletion(touched(story.record, 13));
    expect(story.asks).toBe('create');
    expect(story.written.metadata.annotations).toEqual({ theirs: 'kept' });
  });

  it('nor in a release that names nobody; what others keep there stays', () => {
    const story = leader();
    const both = { [handOverAnnotation]: '{"of":"x"}', [successorAnnotation]: '{"of":"x","to":"y"}', theirs: 'kept' };
    story.watchSees(annotated(touched(story.record, 12), both)).stepDown();
    expect(story.written.metadata.annotations).toEqual({ theirs: 'kept' });
  });

  it('trace 25: that is dead, or the only replica: the old leader takes back after two retryIntervals', () => {
    const story = leader();
    asksFor(story, { of: nonceOf(story.record), to: 'dead' }).accepts(13);
    expect(story.wait(2 * retryInterval - 1).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });
});

describe('Rule 19: order, not right', () => {
  it('trace 28: who is named takes nothing that is held, nor before its time', () => {
    const held = followerThatSees(leftTo('me', lease({ version: 11 })));
    expect(held.wait(19_999).asks).toBeUndefined();
    const cleared = followerThatSees().watchSees(leftTo('me', lease({ version: 11, holder: '', seconds: 20 })));
    expect(cleared.wait(19_999).asks).toBeUndefined();
    expect(cleared.wait(1).asks).toBe('replace');
  });

  it('trace 28: and it takes by compare-and-swap', () => {
    const story = followerThatSees().watchSees(leftTo('me'));
    expect(story.written.metadata).toMatchObject({ uid: 'uid-1', resourceVersion: '11' });
  });
});
