import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';
import { atMost, expectLeader, type Finale, isSettled, longestHandover, longestOut, longestVacancy } from './finale.js';

/** Every candidate still campaigns: each leads in its turn, and nothing is left when all have stopped. */
export const stopOneAfterAnother: Finale = async world => {
  for (const lease of world.leases) {
    while (lease.candidates.length > 0) if (!(await stopLeader(world, lease))) return false;
  }
  return true;
};

async function stopLeader(world: World, lease: SimulatedLease): Promise<boolean> {
  const within = longestVacancy(world, lease) + longestOut(lease);
  if (!(await expectLeader(world, lease, within, `a leader of ${lease.name}, all being well`))) return false;
  const leader = world.leaderOf(lease)!;
  const isQuick = isSettled(world, lease) && longestOut(lease) === 0;
  const followers = lease.candidates.length - 1;
  lease.messages = 0;
  leader.endJobs();
  leader.isRetired = true;
  leader.stop();
  lease.candidates.splice(lease.candidates.indexOf(leader), 1);
  const isStopped = () => leader.promisesPending === 0;
  if (!(await world.run(100, isStopped)) && world.violation === undefined)
    world.violate(`${leader.name} does not stop`);
  if (followers > 0 && isQuick) {
    if (!(await expectLeader(world, lease, longestHandover, `a handover of ${lease.name}`))) return false;
    const most = 2 + 4 * followers;
    if (lease.messages > most) world.violate(`a handover to ${followers} followers took ${lease.messages} messages`);
  } else if (followers === 0) {
    const spec = world.network.store.get(lease.name)?.spec;
    if (spec?.holderIdentity !== '' || spec.leaseDurationSeconds !== 1) {
      world.violate(`the last has stopped, and ${lease.name} is not released: ${JSON.stringify(spec)}`);
    }
  }
  await world.run(atMost(world, world.timings.renewDeadline / 3));
  const { process, requestsUnderWay, watchesOpen } = leader;
  const others = world.candidates.some(candidate => candidate !== leader && candidate.process === process);
  const timers = others ? 0 : process.setTimers;
  if (requestsUnderWay + watchesOpen + timers > 0) {
    world.violate(`${leader.name} leaves ${requestsUnderWay} requests, ${watchesOpen} watches, ${timers} timers`);
  }
  world.candidates.splice(world.candidates.indexOf(leader), 1);
  return world.violation === undefined;
}
