import { atMost, expectLeader, type Finale, longestClaim, longestHandover } from './finale.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';

/**
 * An API server that takes its time, always the same, and drops what its client does not wait for, costs no term: a
 * renewal is sent when the one before was answered, and both come in time. Nor does it keep others from taking over.
 */
export const slowServer: Finale = async world => {
  const latency = longestLatency(world);
  if (latency < 0) return true;
  const [slowReads, slowWrites] = world.random.pick([
    [latency, 0],
    [0, latency],
    [latency, latency],
  ]);
  Object.assign(world.network.weather, { slowReads, slowWrites, hangUpDrops: 1 });
  world.note(`reads take ${slowReads} ms, writes ${slowWrites} ms`);
  for (const lease of world.leases) {
    if (world.random.chance(0.5) && !(await beginsAnew(world, lease, slowReads + slowWrites))) return false;
    if (!(await keepsItsTerm(world, lease))) return false;
    const leader = world.leaderOf(lease);
    if (!leader) continue;
    world.crash(leader.process);
    if (lease.candidates.length === 0) continue;
    const within = longestClaim(world, lease) + 3 * world.timings.renewDeadline;
    if (!(await expectLeader(world, lease, within, `${lease.name} after a crash of its leader, slowly`))) return false;
    if (!(await keepsItsTerm(world, lease))) return false;
  }
  Object.assign(world.network.weather, { slowReads: 0, slowWrites: 0, hangUpDrops: 0 });
  await world.run(atMost(world, world.timings.renewDeadline));
  return world.violation === undefined;
};

/**
 * Milliseconds, by the fastest clock; what goes over the network takes some more. A slow monotonic clock beside a right wall
 * clock has the interval last longer than the deadline allows for.
 */
function longestLatency({ candidates, rates, hasRightWallClocks }: World): number {
  const slowest = hasRightWallClocks ? rates.slow : 1;
  const longest = candidates.map(({ timings: { renewDeadline, renewInterval } }) =>
    Math.min(renewDeadline / 2, renewDeadline - renewInterval / slowest),
  );
  return Math.min(...longest) / rates.fast - 20;
}

async function keepsItsTerm(world: World, lease: SimulatedLease): Promise<boolean> {
  const leader = world.leaderOf(lease);
  const term = leader?.elector.term;
  await world.run(atMost(world, 3 * world.timings.renewDeadline));
  if (world.violation !== undefined) return false;
  if (leader && leader.elector.term !== term) world.violate(`a slow API server cost ${leader.name} its term`);
  return world.violation === undefined;
}

/** All stop, the lease is deleted, and all start: one create, however slow, makes a leader. */
async function beginsAnew(world: World, lease: SimulatedLease, latency: number): Promise<boolean> {
  const { candidates, name } = lease;
  if (candidates.length === 0) return true;
  for (const candidate of candidates) {
    candidate.endJobs();
    candidate.stop();
  }
  await world.run(Infinity, () => candidates.every(({ promisesPending }) => promisesPending === 0));
  world.network.store.delete(name);
  for (const candidate of candidates) candidate.start();
  return expectLeader(world, lease, latency + longestHandover, `${name}, begun anew, slowly`);
}
