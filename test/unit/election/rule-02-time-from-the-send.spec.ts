import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { candidateThatSees, followerThatSees, leader } from './story.js';

describe('Rule 2: time from the send', () => {
  it('counts a term from before its write was sent, not from the answer', () => {
    const story = candidateThatSees(released());
    story.freeze(4_000).accepts(11);
    expect(story.news()).toEqual(['beginTerm 11']);
    story.freeze(10_999);
    expect(story.isLeader).toBe(true);
    story.freeze(1);
    expect(story.isLeader).toBe(false);
  });

  it('counts a renewal from before it was sent', () => {
    const story = leader().wait(10_000).freeze(3_000).accepts(12);
    expect(story.news()).toEqual(['renewed']);
    story.freeze(11_999);
    expect(story.isLeader).toBe(true);
    story.freeze(1);
    expect(story.isLeader).toBe(false);
  });

  it('renews one interval after the last send, not after the last answer', () => {
    const story = leader().wait(10_000).freeze(3_000).accepts(12);
    expect(story.wait(6_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('begins no term from an answer that comes when its deadline has passed, and takes back what it holds', () => {
    const story = candidateThatSees(released());
    const nonce = story.written.spec?.acquireTime;
    story.random = () => 0.5;
    story.freeze(15_000).accepts(11);
    expect(story.news()).toEqual([]);
    expect(story.written.spec?.acquireTime).not.toBe(nonce);
    expect(story.accepts(12).news()).toEqual(['beginTerm 12']);
  });

  it('begins a term from an answer one millisecond before its deadline', () => {
    const story = candidateThatSees(released()).freeze(14_999).accepts(11);
    expect(story.news()).toEqual(['beginTerm 11']);
    expect(story.isLeader).toBe(true);
  });

  it('judges a late answer by the wall clock too', () => {
    const story = candidateThatSees(released()).suspend(15_000).accepts(11);
    expect(story.news()).toEqual([]);
  });

  it('begins no term from *a write older than a later one of its own*', () => {
    const story = followerThatSees(lease()).wait(20_000);
    const first = story.stored(11);
    // It happens while work of an earlier term runs; so it is taken back once that has ended, and that take is slow.
    story.works().watchSees(first).workEnds();
    expect(story.written.metadata.resourceVersion).toBe('11');
    const second = story.stored(12);
    story.wait(2_000).answers(first);
    expect(story.news()).toEqual([]);
    story.watchSees(second);
    expect(story.news()).toEqual(['beginTerm 12']);
  });

  it('begins one if no later write can happen any more', () => {
    const old = lease();
    const story = followerThatSees(old).wait(20_000);
    const first = story.stored(11);
    // The lease is as it was when the first take is doubted, so it is tried again; then the first one happens.
    story.wait(2_000).answers(old);
    expect(story.open.map(({ verb }) => verb)).toEqual(['replace', 'replace']);
    story.lateAnswer(story.doubted[0], first);
    expect(story.news()).toEqual(['beginTerm 11']);
    expect(story.fails('conflict').news()).toEqual([]);
    expect(story.isLeader).toBe(true);
  });

  it('does not move a deadline back by the proof of an earlier write', () => {
    const story = leader();
    const asTaken = story.record;
    story.wait(10_000).accepts(12).news();
    story.watchSees(touched(asTaken, 13));
    expect(story.news()).toEqual([]);
    story.freeze(14_999);
    expect(story.isLeader).toBe(true);
  });

  it('takes the fencing token from the write that began the term', () => {
    const token = 2n ** 70n;
    expect(candidateThatSees(released()).accepts(token).news()).toEqual([`beginTerm ${token}`]);
  });

  it('learns from the watch, if that is faster than the answer, that its write happened', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    expect(story.asks).toBe('replace');
    const stored = story.stored(12);
    story.watchSees(stored);
    expect(story.news()).toEqual(['beginTerm 12']);
    story.freeze(5_000).answers(stored);
    expect(story.news()).toEqual([]);
    story.freeze(9_999);
    expect(story.isLeader).toBe(true);
    story.freeze(1);
    expect(story.isLeader).toBe(false);
  });

  it('is told of leadership once, though watch, answer and a touched label all tell of the same write', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    const stored = story.stored(12);
    story.watchSees(stored).answers(stored).watchSees(touched(stored, 13));
    expect(story.news()).toEqual(['beginTerm 12']);
  });

  it('keeps what a watch knew to be newer than the answer', () => {
    const story = followerThatSees().watchSees(released({ version: 11 }));
    const stored = story.stored(12);
    story.watchSees(lease({ holder: 'other', version: 13 })).answers(stored);
    expect(story.news()).toEqual([]);
    expect(story.holder).toBe('other');
  });
});
