import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './world/seeded-random.js';
import { usualTimings } from './world/timings.js';
import { World } from './world/world.js';

/**
 * The sharpest case for clocks: the leader's are as slow as they may be, the follower's as fast. The leader is cut off at
 * some moment, so that nothing but time tells either of them when its lease is over.
 *
 * @param drift 1 is the limit that the docs state: rates that differ by leaseDuration : renewDeadline
 */
async function duel(seed: number, drift: number): Promise<string | undefined> {
  const world = new World({ seed, leases: 1, timings: [usualTimings], drift });
  const dice = new SeededRandom(seed);
  const lease = world.leases[0];
  const leader = world.addCandidate(world.addProcess('leader', world.rates.slow), lease, 'leader', usualTimings);
  await world.run(1000);
  world.addCandidate(world.addProcess('follower', world.rates.fast), lease, 'follower', usualTimings);
  world.network.weather.latency = world.network.weather.watchLag = dice.pick([0.1, 3]);
  await world.run(dice.next() * 30_000);
  expect(leader.elector.isLeader).toBe(true);
  leader.process.partitioned = true;
  const isTaken = () => lease.lastLeader !== leader;
  if (!(await world.run(60_000, isTaken)) && world.violation === undefined) throw new Error('nobody took the lease');
  return world.violation;
}

async function overlaps(drift: number, duels: number): Promise<string[]> {
  const found: string[] = [];
  for (let seed = 1; seed <= duels; seed++) {
    const violation = await duel(seed, drift);
    if (violation !== undefined) found.push(violation);
  }
  return found;
}

describe('Clocks whose rates differ', () => {
  it('by no more than leaseDuration : renewDeadline never make two leaders', async () => {
    expect(await overlaps(1, 2000)).toEqual([]);
  });

  it('by a thousandth more do', async () => {
    const found = await overlaps(1.001, 200);
    expect(found.length).toBeGreaterThan(0);
    // The referee stops a run at its first violation, and a take that comes too early is one before both act.
    for (const violation of found) expect(violation).toMatch(/act at once|before it has run out/);
  });
});
