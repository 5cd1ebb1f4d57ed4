import { describe, expect, it } from '@jest/globals';
import { lease, released, touched } from './records.js';
import { followerThatSees, Story } from './story.js';

/** Loses races for a lease that is released again and again; ends with the sight of another release. */
function afterLostRaces(races: number, story = followerThatSees()): Story {
  for (let race = 1; race <= races; race++) {
    story.watchSees(released({ version: 100 * race }));
    if (!story.asks) story.wake();
    story.watchSees(lease({ holder: 'winner', version: 100 * race + 1, acquireTime: String(race) })).fails('conflict');
  }
  return story;
}

function delayOfTake(story: Story, version = 10_000): number {
  const seenAt = story.now;
  story.watchSees(released({ version }));
  while (story.asks !== 'replace') story.wake();
  return story.now - seenAt;
}

describe('Rule 14: hand over at once', () => {
  it('writes a random few milliseconds after the sight of a vacancy', () => {
    for (const [random, delay] of [
      [0, 0],
      [0.25, 1],
      [0.75, 3],
    ] as const) {
      const story = followerThatSees();
      story.random = () => random;
      expect(delayOfTake(story)).toBe(delay);
    }
  });

  it('does so after an expiry, too', () => {
    const story = new Story().start();
    story.random = () => 0.5;
    story.answers(lease()).watchOpens();
    expect(story.wait(20_001).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('does not write if it saw somebody else do so first', () => {
    const story = followerThatSees();
    story.random = () => 0.5;
    story.watchSees(released({ version: 11 })).wait(1);
    story.watchSees(lease({ holder: 'faster', version: 12 })).wait(10);
    expect(story.requests).toHaveLength(1);
  });

  it('draws once for each vacancy, however often it looks', () => {
    const story = followerThatSees();
    const draws = [0.75, 0, 0, 0];
    story.random = () => draws.shift() ?? 0;
    story
      .watchSees(released({ version: 11 }))
      .wait(1)
      .tick()
      .wait(1)
      .watchSees(touched(released(), 12))
      .tick();
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('draws anew for the next', () => {
    const story = followerThatSees();
    story.random = () => 0.75;
    story.watchSees(released({ version: 11 })).watchSees(lease({ version: 12 }));
    story.random = () => 0.25;
    expect(delayOfTake(story)).toBe(1);
  });

  it('takes more time where lost races tell of many competitors', () => {
    for (const [races, delay] of [
      [1, 4],
      [2, 8],
      [5, 64],
      [7, 256],
      [8, 256],
      [20, 256],
    ] as const) {
      const story = afterLostRaces(races);
      story.random = () => 0.5;
      expect(delayOfTake(story)).toBe(delay);
    }
  });

  it('takes less again with each race that it wins, down to the few milliseconds', () => {
    const story = afterLostRaces(2);
    for (const [round, delay] of [
      [1, 8],
      [2, 4],
      [3, 2],
      [4, 2],
    ] as const) {
      story.random = () => 0.5;
      expect(delayOfTake(story, 10_000 + 10 * round)).toBe(delay);
      story
        .accepts(10_001 + 10 * round)
        .watchSees(lease({ holder: 'other', version: 10_002 + 10 * round, acquireTime: 'x' }));
    }
  });

  it('does not take a lost renewal for a lost race', () => {
    const story = followerThatSees()
      .watchSees(released({ version: 11 }))
      .accepts(12)
      .wait(10_000);
    story.fails('conflict').answers(touched(story.record, 13)).accepts(14);
    story.watchSees(lease({ holder: 'other', version: 15 }));
    story.random = () => 0.5;
    expect(delayOfTake(story)).toBe(2);
  });
});
