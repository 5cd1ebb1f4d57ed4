import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { followerThatSees, Story } from './story.js';

/** Loses races for a lease that is released again and again, its writes refused after so many milliseconds. */
function afterLostRaces(races: number, took = 10, story = followerThatSees()): Story {
  story.random = () => 0;
  for (let race = 1; race <= races; race++) {
    story.watchSees(released({ version: 100 * race })).freeze(took);
    story.watchSees(lease({ holder: 'winner', version: 100 * race + 1, acquireTime: String(race) })).fails('conflict');
  }
  story.random = () => 0.5;
  return story;
}

/** Somebody else takes a vacancy, so many milliseconds after this candidate saw it. */
function othersTake(story: Story, after: number, version: number): Story {
  story.random = () => 1;
  story.watchSees(released({ version })).wait(after);
  story.watchSees(lease({ holder: 'other', version: version + 1, acquireTime: `${version}` }));
  story.random = () => 0.5;
  return story;
}

function delayOfTake(story: Story, version = 10_000): number {
  const seenAt = story.now;
  story.watchSees(released({ version }));
  while (story.asks !== 'replace') story.wake();
  return story.now - seenAt;
}

describe('Rule 14: hand over at once', () => {
  it('writes at the sight of a vacancy, as long as no lost race tells of competitors', () => {
    const story = followerThatSees();
    story.random = () => 0.99;
    expect(delayOfTake(story)).toBe(0);
  });

  it('does so after an expiry, too', () => {
    const story = new Story().start();
    story.random = () => 0.5;
    story.answers(lease()).watchOpens();
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('after a lost race waits a random moment, measured by how long the lost write took', () => {
    for (const [random, delay] of [
      [0, 0],
      [0.25, 40],
      [0.75, 120],
    ] as const) {
      const story = afterLostRaces(1, 10);
      story.random = () => random;
      expect(delayOfTake(story)).toBe(delay);
    }
  });

  it('waits longer the more races it lost, up to a second', () => {
    for (const [races, delay] of [
      [1, 8],
      [2, 32],
      [3, 128],
      [4, 512],
      [9, 512],
    ] as const) {
      expect(delayOfTake(afterLostRaces(races, 1))).toBe(delay);
    }
  });

  it('does not write if it saw somebody else do so first', () => {
    const story = afterLostRaces(1);
    const before = story.requests.length;
    othersTake(story, 10, 1000).wait(1000);
    expect(story.requests).toHaveLength(before);
  });

  it('draws once for each vacancy, however often it looks', () => {
    const story = afterLostRaces(1);
    const draws = [0.75, 0, 0, 0];
    story.random = () => draws.shift() ?? 0;
    story
      .watchSees(released({ version: 1000 }))
      .wait(50)
      .tick()
      .wait(69)
      .watchSees(touched(released(), 1001))
      .tick();
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('draws anew for the next', () => {
    const story = othersTake(afterLostRaces(1), 10, 1000);
    story.random = () => 0.25;
    expect(delayOfTake(story)).toBe(40);
  });

  it('waits as long again where somebody took the vacancy soon: there are many', () => {
    const story = othersTake(afterLostRaces(1), 80, 1000);
    expect(delayOfTake(story)).toBe(80);
  });

  it('waits less where the vacancy stood for long: there are few', () => {
    const story = othersTake(afterLostRaces(1), 81, 1000);
    expect(delayOfTake(story)).toBe(20);
  });

  it('also where it was itself that took it late, down to no wait at all', () => {
    const story = afterLostRaces(1);
    for (const [version, delay] of [
      [1000, 80],
      [2000, 20],
      [3000, 5],
      [4000, 0],
      [5000, 0],
    ] as const) {
      expect(delayOfTake(story, version)).toBe(delay);
      story.freeze(1).accepts(version + 1);
      story.watchSees(lease({ holder: 'other', version: version + 2, acquireTime: 'x' }));
    }
  });

  it('is held up by no read that it owes from a lost race, once the watch has told what that would', () => {
    const story = followerThatSees()
      .watchSees(released({ version: 11 }))
      .fails('conflict')
      .fails('server');
    story.watchSees(lease({ holder: 'winner', version: 12 }));
    expect(story.watchSees(released({ version: 13 })).asks).toBe('replace');
  });

  it('nor by one that fails after the watch has told it', () => {
    const story = followerThatSees()
      .watchSees(released({ version: 11 }))
      .fails('conflict');
    expect(story.asks).toBe('read');
    story.watchSees(lease({ holder: 'winner', version: 12 })).fails('timeout');
    expect(story.watchSees(released({ version: 13 })).asks).toBe('replace');
  });

  it('does not take a lost renewal for a lost race', () => {
    const story = followerThatSees()
      .watchSees(released({ version: 11 }))
      .accepts(12)
      .wait(10_000);
    story.freeze(10).fails('conflict').answers(touched(story.record, 13)).accepts(14);
    story.watchSees(lease({ holder: 'other', version: 15 }));
    story.random = () => 0.5;
    expect(delayOfTake(story)).toBe(0);
  });

  it('does not take a renewal of a lease that is held for a vacancy that was taken', () => {
    const story = afterLostRaces(1).watchSees(lease({ holder: 'winner', version: 1000, renewTime: 'later' }));
    expect(delayOfTake(story)).toBe(80);
  });
});
