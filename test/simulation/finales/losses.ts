import { atMost, expectLeader, type Finale, isSettled, longestHandover, longestOut, longestVacancy } from './finale.js';

/** A connection that leads nowhere, or one lost packet, does not cost the term. */
export const lostPacket: Finale = async world => {
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader) continue;
    const term = leader.elector.term;
    leader.process.deadConnection = true;
    await world.run(atMost(world, 2 * world.timings.renewDeadline));
    if (world.violation !== undefined) return false;
    if (leader.elector.term !== term) {
      world.violate(`one dead connection cost ${leader.name} its term`);
      return false;
    }
  }
  return true;
};

export const crashOfTheLeader: Finale = async world => {
  const isWatched = world.random.chance(0.5);
  if (!isWatched) {
    // Those who may not watch look again every retryInterval.
    world.network.weather.watchRefused = 1;
    world.network.streams.cutAll();
  }
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader) continue;
    world.crash(leader.process);
    if (lease.candidates.length === 0) continue;
    const within = longestVacancy(world, lease) + (isWatched ? 0 : world.timings.retryInterval);
    if (!(await expectLeader(world, lease, within, `${lease.name} after a crash of its leader`))) return false;
  }
  world.network.weather.watchRefused = 0;
  return true;
};

/** A leader whose lease is deleted writes it again at once. */
export const deleteUnderTheLeader: Finale = async world => {
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader || !isSettled(world, lease)) continue;
    const before = leader.elector.term;
    leader.endJobs();
    world.network.store.delete(lease.name);
    const isBack = () => leader.elector.term !== undefined && leader.elector.term !== before;
    if (!(await expectLeader(world, lease, 100, `${leader.name} after a delete`, isBack))) return false;
  }
  return true;
};

/** Whom an edit names goes first, where clocks go at one rate and all wait equally long. */
export const editOfTheHolder: Finale = async world => {
  const { leaseDuration, retryInterval } = world.timings;
  // What the others give it has to be more than it may draw as its turn.
  if (retryInterval <= longestHandover) return true;
  if (world.candidates.some(({ timings }) => timings.leaseDuration < leaseDuration)) return true;
  for (const process of world.processes) process.changeRate(1);
  for (const lease of world.leases) {
    const named = lease.candidates.at(-1);
    if (!named || named.identity === world.leaderOf(lease)?.identity || !isSettled(world, lease)) continue;
    if (longestOut(lease) > 0 || lease.longestEdit > leaseDuration) continue;
    world.network.store.edit(lease.name, present => ({
      ...present,
      spec: { ...present.spec, holderIdentity: named.identity },
    }));
    const within = longestVacancy(world, lease);
    const isNamed = () => lease.lastLeader?.identity === named.identity;
    await world.run(100);
    if (world.leaderOf(lease)) world.violate(`${world.leaderOf(lease)!.name} leads although ${named.name} was named`);
    if (!(await expectLeader(world, lease, within, `${named.name} after an edit names it`, isNamed))) return false;
  }
  return true;
};
