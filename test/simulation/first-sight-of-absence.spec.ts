import { describe, expect, it } from '@jest/globals';
import { usualTimings } from './world/timings.js';
import { World } from './world/world.js';

/** A leader whose watch is silent, an administrator who deletes the lease, and a replica that starts just then. */
async function newcomerAfterDelete(waits: boolean): Promise<World> {
  const world = new World({ seed: 1, leases: 1, timings: [usualTimings] });
  const lease = world.leases[0];
  world.network.weather.watchSilent = 1;
  world.addCandidate(world.addProcess('leader', 1), lease, 'leader', usualTimings);
  await world.run(1000);
  expect(world.leaderOf(lease)?.identity).toBe('leader');
  world.network.store.delete(lease.name);
  // By then it has tried to renew what is gone.
  if (waits) await world.run(usualTimings.renewInterval);
  world.addCandidate(world.addProcess('newcomer', 1), lease, 'newcomer', usualTimings);
  await world.run(1000);
  return world;
}

/** Two begin at once. The one that loses is cut off from then on, until the winner's lease has been deleted. */
async function loserAfterDelete(): Promise<World> {
  const world = new World({ seed: 1, leases: 1, timings: [usualTimings] });
  const lease = world.leases[0];
  world.network.weather.watchSilent = 1;
  let reads = 0;
  lease.onSent = ({ process }, verb) => {
    // The third one is what follows upon the 409.
    if (verb === 'get' && ++reads === 3) process.partitioned = true;
  };
  for (const name of ['one', 'other']) world.addCandidate(world.addProcess(name, 1), lease, name, usualTimings);
  await world.run(usualTimings.leaseDuration + 5000);
  expect(world.leaderOf(lease)).toBeDefined();
  expect(world.processes.filter(({ partitioned }) => partitioned)).toHaveLength(1);
  world.network.store.delete(lease.name);
  for (const process of world.processes) process.partitioned = false;
  await world.run(3000);
  return world;
}

describe('A replica whose first sight of the lease is its absence', () => {
  it('cannot know of a leader that has not noticed the delete: both act (rule 11, outside the promise)', async () => {
    const { violation } = await newcomerAfterDelete(false);
    expect(violation).toContain('leader#0/lease-0 and newcomer#1/lease-0 act at once');
  });

  it('and does no harm once that leader has noticed, and written its lease again', async () => {
    const world = await newcomerAfterDelete(true);
    expect(world.violation).toBeUndefined();
    expect(world.leaderOf(world.leases[0])?.identity).toBe('leader');
  });

  it('does not take it for the first where its create was refused: somebody has led since', async () => {
    expect((await loserAfterDelete()).violation).toBeUndefined();
  });
});
