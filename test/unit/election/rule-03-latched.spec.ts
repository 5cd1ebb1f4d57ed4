import { describe, expect, it } from '@jest/globals';
import { touched } from './records.js';
import { leader, type Story } from './story.js';

describe('Rule 3: checked at the call, and latched', () => {
  it.each<[string, (story: Story, by: number) => unknown]>([
    ['the process was frozen', (story, by) => story.freeze(by)],
    ['the machine slept', (story, by) => story.suspend(by)],
  ])('is no leader any more, before any timer has fired, when %s up to the deadline', (_, passes) => {
    const story = leader();
    passes(story, 14_999);
    expect(story.isLeader).toBe(true);
    passes(story, 1);
    expect(story.isLeader).toBe(false);
  });

  it('is over for good once it was over: a wall clock that goes back does not revive it', () => {
    const story = leader().suspend(15_000).tick();
    expect(story.news()).toEqual(['endTerm deadline']);
    story.jumpWall(-15_000);
    expect(story.isLeader).toBe(false);
  });

  it('is ended by whatever happens first after the deadline, before that is looked at', () => {
    const story = leader().wait(10_000);
    const renewal = story.stored(12);
    story.freeze(5_000).answers(renewal);
    expect(story.news()).toEqual(['endTerm deadline']);
    expect(story.isLeader).toBe(false);
  });

  it('asks to be woken at its deadline, so that the signal aborts', () => {
    const story = leader().wait(14_999);
    expect(story.wakeAt).toBeCloseTo(15_000);
    expect(story.news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['endTerm deadline']);
  });

  it('asks to be woken when the wall clock, ahead of the other, will be past it', () => {
    const story = leader().wait(10_000).suspend(3_000).tick().wait(1_999);
    expect(story.wakeAt).toBeCloseTo(12_000);
    expect(story.wait(1).news()).toEqual(['endTerm deadline']);
  });

  it('does not let a wall clock that was set back extend a term', () => {
    const story = leader().jumpWall(-3_600_000).freeze(14_999);
    expect(story.isLeader).toBe(true);
    expect(story.freeze(1).isLeader).toBe(false);
  });

  it('ends a term once', () => {
    const story = leader().freeze(15_000).tick().tick().watchSees(touched(leader().record, 20));
    expect(story.news()).toEqual(['endTerm deadline']);
  });

  it('knows a leader while it leads itself', () => {
    const story = leader();
    expect(story.isLeaderKnown).toBe(true);
    expect(story.holder).toBe('me');
  });
});
