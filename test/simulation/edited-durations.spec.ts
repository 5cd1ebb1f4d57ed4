import { describe, expect, it } from '@jest/globals';
import { longestSensibleSeconds } from '../../lib/core/election/lease-spec.js';
import { usualTimings } from './world/timings.js';
import { World } from './world/world.js';

/** The leader dies right after an administrator has written that duration into its lease. */
async function timeWithoutLeader(seconds: unknown, newcomer: boolean): Promise<number> {
  const world = new World({ seed: 1, leases: 1, timings: [usualTimings] });
  const lease = world.leases[0];
  const leader = world.addProcess('leader', 1);
  world.addCandidate(leader, lease, 'leader', usualTimings);
  await world.run(1000);
  const join = () => world.addCandidate(world.addProcess('other', 1), lease, 'other', usualTimings);
  if (!newcomer) join();
  await world.run(1000);
  world.network.store.edit(lease.name, present => ({
    ...present,
    spec: { ...present.spec, leaseDurationSeconds: seconds as number },
  }));
  await world.run(10);
  const since = world.time.now;
  world.crash(leader);
  if (newcomer) join();
  if (!(await world.run(2 * longestSensibleSeconds * 1000, () => world.leaderOf(lease) !== undefined))) return Infinity;
  expect(world.violation).toBeUndefined();
  return (world.time.now - since) / 1000;
}

const own = usualTimings.leaseDuration / 1000;

describe.each([
  ['a candidate that knew the lease', false],
  ['a newcomer', true],
])("An administrator's leaseDurationSeconds, to %s", (_who, newcomer) => {
  it.each([undefined, null, 0, -20, 1.5, '40', longestSensibleSeconds + 1, 2 ** 31 - 1])(
    'of %p counts as its own duration',
    async seconds => {
      const waited = await timeWithoutLeader(seconds, newcomer);
      expect(waited).toBeGreaterThan(own - 1);
      expect(waited).toBeLessThan(own + 1);
    },
  );

  it('that is shorter than its own counts as its own', async () => {
    expect(await timeWithoutLeader(2, newcomer)).toBeGreaterThan(own - 1);
  });

  it('that is longer is waited for, up to a week', async () => {
    const waited = await timeWithoutLeader(longestSensibleSeconds, newcomer);
    expect(waited).toBeGreaterThan(longestSensibleSeconds - 1);
    expect(waited).toBeLessThan(longestSensibleSeconds + 1);
  });
});
