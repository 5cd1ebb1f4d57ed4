import { type World } from '../world/world.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import {
  atMost,
  expectLeader,
  type Finale,
  isSettled,
  longestHandover,
  longestOut,
  longestVacancy,
  settle,
} from './finale.js';

/** A proxy holds the answers of all watches back. Whoever has found two of them silent looks for itself. */
export const silentWatches: Finale = async world => {
  const { network, timings } = world;
  network.weather.watchSilent = 1;
  network.streams.cutAll();
  const vacancies = world.leases.map(lease => longestVacancy(world, lease));
  // One lease for each of the two to be found out, and the rest of the one before.
  await world.run(atMost(world, 3 * Math.max(...vacancies)));
  for (const lease of world.leases) if (!(await handsOver(world, lease))) return false;
  network.weather.watchSilent = 0;
  network.streams.cutUnwell();
  // Until the watches have told everything for a lease.
  await world.run(atMost(world, timings.leaseDuration + 3 * timings.renewInterval));
  if (!(await settle(world))) return false;
  for (const lease of world.leases) if (!(await trustsItsWatches(world, lease))) return false;
  return true;
};

async function handsOver(world: World, lease: SimulatedLease): Promise<boolean> {
  const leader = world.leaderOf(lease);
  if (!leader || lease.candidates.length < 2 || longestOut(lease) > 0) return world.violation === undefined;
  const { renewInterval, retryInterval } = world.timings;
  leader.endJobs();
  leader.stop();
  const within = renewInterval + 2 * retryInterval + longestHandover;
  const what = `a handover of ${lease.name} with silent watches`;
  if (!(await expectLeader(world, lease, within, what, other => other !== leader))) return false;
  leader.start();
  return world.violation === undefined;
}

/** Watches that work again are relied on: nobody looks for itself, though a renewal is overdue. */
async function trustsItsWatches(world: World, lease: SimulatedLease): Promise<boolean> {
  const { timings, rates } = world;
  const overdue = timings.renewInterval + timings.retryInterval;
  // If clocks differ by that much, a renewal that comes in time looks overdue.
  if ((timings.renewInterval * rates.fast) / rates.slow >= overdue) return true;
  const leader = world.leaderOf(lease);
  if (!leader || !isSettled(world, lease)) return true;
  world.crash(leader.process);
  const sent = new Set<string>();
  lease.onSent = (_candidate, verb) => sent.add(verb);
  await world.run(atMost(world, overdue));
  lease.onSent = undefined;
  // A watch that came to its end is followed by a look, and so is a lost race for the lease.
  const looksOtherwise = ['watch', 'update', 'create'].some(verb => sent.has(verb));
  if (sent.has('get') && !looksOtherwise) world.violate(`followers of ${lease.name} do not trust a watch that works`);
  return world.violation === undefined;
}
