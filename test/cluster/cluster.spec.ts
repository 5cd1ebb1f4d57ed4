import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import { judge } from './judge/verdict.js';
import { crashes } from './scenarios/crashes.js';
import { ends } from './scenarios/ends.js';
import { machine } from './scenarios/machine.js';
import { requests } from './scenarios/requests.js';
import { rollouts } from './scenarios/rollouts.js';
import { starts } from './scenarios/starts.js';
import { surroundings } from './scenarios/surroundings.js';
import { ticks } from './scenarios/ticks.js';
import { hasOwnNode, repeats, World } from './scenarios/world.js';

/** Milliseconds for a test. */
jest.setTimeout(600_000 * repeats);

describe('In real pods', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterEach(async () => {
    expect(judge(await world.fleet.evidence()).violations).toEqual([]);
  });
  afterAll(async () => {
    console.log(String(world?.table));
    await world?.destroy();
  });

  const theWorld = () => world;
  surroundings(theWorld);
  rollouts(theWorld);
  ends(theWorld);
  starts(theWorld);
  crashes(theWorld);
  if (hasOwnNode) machine(theWorld);
  ticks(theWorld);
  if (hasOwnNode) requests(theWorld);
});
