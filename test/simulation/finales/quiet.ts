import { atMost, type Finale } from './finale.js';

/** A leader sends one write per interval, followers send nothing. */
export const quiet: Finale = async world => {
  // What a server asked to be put off is done by then.
  await world.run(atMost(world, world.timings.renewDeadline));
  // Watches that were silent are trusted again by then.
  await world.run(atMost(world, world.timings.leaseDuration + 2 * world.timings.renewInterval));
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader) continue;
    const { renewInterval } = leader.timings;
    const sent = new Map<string, number>();
    lease.onSent = (candidate, verb) => {
      const name = `${candidate === leader ? 'leader' : 'follower'}: ${verb}`;
      sent.set(name, (sent.get(name) ?? 0) + 1);
    };
    const intervals = 2;
    await world.run((intervals * renewInterval) / world.rates.fast);
    lease.onSent = undefined;
    // A watch that came to its end is followed by a look, and another one.
    if (sent.has('leader: watch') || sent.has('follower: watch')) continue;
    const renewals = sent.get('leader: update') ?? 0;
    sent.delete('leader: update');
    if (world.violation !== undefined) return false;
    if (sent.size > 0 || renewals > intervals + 1 || world.leaderOf(lease) !== leader) {
      world.violate(`in calm weather ${[...sent.keys()].join(', ')}; ${renewals} renewals in ${intervals} intervals`);
      return false;
    }
  }
  return true;
};
