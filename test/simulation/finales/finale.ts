import { type Candidate } from '../world/candidate.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';

/** @returns whether all was as it must be; if not, the world has a violation */
export type Finale = (world: World) => Promise<boolean>;

/** Milliseconds that a read, a watch and a write take when all is well. */
export const fewMessages = 50;

/** Milliseconds: the widest window for a turn, and a few messages. */
export const longestHandover = 1024 + fewMessages;

/** By real time, whatever the rate of a candidate's clock. */
export function atMost(world: World, duration: number): number {
  return duration / world.rates.slow;
}

/** Milliseconds for which a claim may have to be respected. */
export function longestClaim({ timings }: World, lease: SimulatedLease): number {
  return Math.max(timings.leaseDuration, lease.longestEdit);
}

/** A lease, a retry and a request: how long a lease may be without a leader. */
export function longestVacancy(world: World, lease: SimulatedLease): number {
  const { retryInterval, renewDeadline } = world.timings;
  return longestClaim(world, lease) + retryInterval + renewDeadline / 3 + fewMessages;
}

/** Waits until somebody leads who was to. */
export async function expectLeader(
  world: World,
  lease: SimulatedLease,
  within: number,
  what: string,
  isRight: (leader: Candidate) => boolean = () => true,
): Promise<boolean> {
  const isLed = () => {
    const leader = world.leaderOf(lease);
    return leader !== undefined && isRight(leader);
  };
  if (await world.run(atMost(world, within), isLed)) return true;
  if (world.violation === undefined) world.violate(`${what}: not within ${within} ms`);
  return false;
}

/** Whether all have a watch that works, and wait for no answer from the time before. */
export function isSettled({ network }: World, lease: SimulatedLease): boolean {
  return lease.candidates.every(candidate => candidate.requestsUnderWay === 0 && network.streams.tells(candidate));
}

/** Waits until what is left of the faults is over: watches that were refused come back in their own time. */
export async function settle(world: World): Promise<boolean> {
  const { retryInterval, renewDeadline } = world.timings;
  for (const lease of world.leases) {
    if (lease.candidates.length === 0) continue;
    const longest = atMost(world, longestVacancy(world, lease) + longestOut(lease) + 64 * retryInterval);
    const isWell = () => isSettled(world, lease) && world.leaderOf(lease) !== undefined;
    await world.run(longest, isWell);
    // Those who lost a race have yet to hear of it; reads that are still owed are retried.
    await world.run(atMost(world, retryInterval + renewDeadline));
  }
  return world.violation === undefined;
}

/** Milliseconds that the last of those who stepped down stays out. */
export function longestOut(lease: SimulatedLease): number {
  return Math.max(0, ...lease.candidates.map(({ outUntil, process }) => outUntil - process.monotonic));
}
