import { type LeaseSpec } from '../../../lib/core/record/lease.js';
import { type Candidate } from '../world/candidate.js';
import { requestKey } from '../world/hand-over.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';
import { atMost, expectLeader, type Finale, fewMessages, isSettled, longestHandover, longestOut } from './finale.js';

/**
 * Whom a request names leads next, as soon as it can hear of it, however many races it has lost; if that is nobody, another
 * one does, a retryInterval later.
 */
export const handOver: Finale = async world => {
  for (const lease of world.leases) {
    const successor = lease.candidates.at(-1);
    const leader = world.leaderOf(lease);
    if (!leader || !successor || successor.identity === leader.identity) continue;
    // Filled by an administrator: there is no room for a request, or for a successor.
    if (world.network.store.get(lease.name)?.metadata.annotations?.['theirs'] !== undefined) continue;
    if (!isSettled(world, lease) || longestOut(lease) > 0) continue;
    if (!(await handsOver(world, lease, leader, successor.identity))) return false;
    const isNamed = ({ identity }: Candidate) => identity === successor.identity; // or its twin
    const what = `${successor.name}, whom ${leader.name} was asked to hand over to`;
    if (!(await expectLeader(world, lease, 2 * fewMessages, what, isNamed))) return false;
    const to = `nobody-${lease.name}`;
    await world.run(atMost(world, 2 * leader.timings.retryInterval));
    const named = world.leaderOf(lease);
    if (!named || !isSettled(world, lease)) continue;
    if (!(await handsOver(world, lease, named, to))) return false;
    const within = 2 * world.timings.retryInterval + longestHandover;
    if (!(await expectLeader(world, lease, within, `another leader than ${to}`))) return false;
  }
  return true;
};

/**
 * A candidate of another library takes a lease that was left to nobody, keeps that annotation, and releases as client-go
 * does: nobody waits for the successor any more.
 */
export const keptSuccessor: Finale = async world => {
  const { store } = world.network;
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader || !isSettled(world, lease) || longestOut(lease) > 0 || lease.candidates.length < 2) continue;
    if (store.get(lease.name)?.metadata.annotations?.['theirs'] !== undefined) continue;
    const write = (spec: LeaseSpec) =>
      store.edit(lease.name, present => ({ ...present, spec: { ...present.spec, ...spec } }));
    if (!(await handsOver(world, lease, leader, 'nobody'))) return false;
    await world.run(fewMessages, () => store.get(lease.name)?.spec?.holderIdentity === '');
    const leaseDurationSeconds = world.timings.leaseDuration / 1000;
    write({ holderIdentity: 'client-go', leaseDurationSeconds, acquireTime: '2026-07-01T00:00:00.000001Z' });
    await world.run(fewMessages);
    write({ holderIdentity: '', leaseDurationSeconds: 1, acquireTime: '2026-07-01T00:00:00.000002Z' });
    if (!(await expectLeader(world, lease, longestHandover, `a leader after another library's release`))) return false;
  }
  return true;
};

/** A request that the leader obeys. */
async function handsOver(world: World, lease: SimulatedLease, leader: Candidate, to: string): Promise<boolean> {
  const { store } = world.network;
  const of = store.get(lease.name)?.spec?.acquireTime;
  leader.endJobs();
  store.edit(lease.name, present => {
    const annotations = { ...present.metadata.annotations, [requestKey]: JSON.stringify({ of, to }) };
    return { ...present, metadata: { ...present.metadata, annotations } };
  });
  if (await world.run(fewMessages, () => !leader.elector.isLeader)) return true;
  if (world.violation === undefined) world.violate(`${leader.name} was asked to hand over to ${to}, and leads on`);
  return false;
}

/** If nobody is eligible any more, nobody leads; and somebody does as soon as one is again. */
export const nobodyEligible: Finale = async world => {
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader || !lease.candidates.every(({ isAsked }) => isAsked) || !isSettled(world, lease)) continue;
    for (const candidate of lease.candidates) candidate.eligibility = 'no';
    leader.endJobs();
    leader.reconsider();
    await world.run(2 * fewMessages);
    if (world.network.store.get(lease.name)?.spec?.holderIdentity) {
      world.violate(`${leader.name} is not eligible any more, and its lease is not released`);
    }
    await world.run(3 * world.timings.retryInterval);
    const { retryInterval } = world.timings;
    for (const candidate of lease.candidates) candidate.eligibility = 'yes';
    const within = atMost(world, retryInterval) + longestHandover;
    if (!(await expectLeader(world, lease, within, `a leader of ${lease.name} that is eligible again`))) return false;
    // Whoever said no does not ask again before that.
    await world.run(atMost(world, retryInterval));
  }
  return true;
};
