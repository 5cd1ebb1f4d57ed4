import { isOwn } from '../world/referee.js';
import { type Finale } from './finale.js';

/** Work that takes nearly all of `drainTimeout` gets it, while the lease is renewed; then the lease is released. */
export const gracefulEnd: Finale = async world => {
  for (const process of world.processes) process.changeRate(1);
  for (const lease of world.leases) {
    const leader = world.leaderOf(lease);
    if (!leader) continue;
    leader.endJobs();
    const open = leader.elector.enter('long job');
    if (!open) continue;
    const { drainTimeout, abortGrace, leaseDuration } = leader.timings;
    const { signal, endingSignal } = open.run;
    leader.stepDown(leaseDuration);
    if (!endingSignal.aborted) world.violate(`${leader.name} steps down and endingSignal has not aborted`);
    await world.run(drainTimeout * 0.99);
    if (signal.aborted && drainTimeout > 0 && world.violation === undefined) {
      world.violate(`${leader.name} did not give its work the whole drainTimeout`);
    }
    await world.run(drainTimeout * 0.01 + 2);
    if (!signal.aborted) world.violate(`${leader.name}: work was not told to stop after drainTimeout`);
    if (abortGrace > 100) {
      open.end();
      await world.run(50);
      if (isOwn(leader, world.network.store.get(lease.name))) {
        world.violate(`${leader.name} stepped down, its work has ended, and the lease is not released`);
      }
    } else {
      await world.run(abortGrace + 1);
      open.end();
    }
    if (world.violation !== undefined) return false;
  }
  return true;
};
