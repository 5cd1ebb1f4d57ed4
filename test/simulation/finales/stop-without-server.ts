import { atMost, type Finale, settle } from './finale.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';

/** A stop is bounded, whatever the API server does: a release is tried for a while, and seldom. */
export const stopWithoutServer: Finale = async world => {
  for (const lease of world.leases) if (!(await stopsInTime(world, lease))) return false;
  return settle(world);
};

async function stopsInTime(world: World, lease: SimulatedLease): Promise<boolean> {
  const leader = world.leaderOf(lease);
  if (!leader) return true;
  const { weather } = world.network;
  const trouble = world.random.pick([{ refused: 1 }, { down: true }, { failedWrites: 1 }]);
  Object.assign(weather, trouble);
  let writes = 0;
  lease.onSent = (candidate, verb) => {
    if (candidate === leader && verb === 'update') writes++;
  };
  leader.endJobs();
  leader.stop();
  const isStopped = () => leader.promisesPending === 0;
  const stopped = await world.run(atMost(world, leader.timings.releaseTimeout) + 50, isStopped);
  if (!stopped) world.violate(`${leader.name} does not stop without the API server`);
  const most = 'refused' in trouble ? 1 : 2;
  if (writes > most) world.violate(`${leader.name} tried ${writes} times to release its lease`);
  lease.onSent = undefined;
  Object.assign(weather, { refused: 0, down: false, failedWrites: 0 });
  leader.start();
  return world.violation === undefined;
}
