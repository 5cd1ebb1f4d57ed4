import { seconds, someTime, type Trouble } from './trouble.js';

/** No API server answers; afterwards, perhaps, they know nothing of the past (410). */
export const outage: Trouble = {
  name: 'outage',
  strike(scene) {
    const { world, dice } = scene;
    if (world.network.weather.down) return undefined;
    const duration = someTime(scene);
    world.network.takeDown(duration);
    if (dice.chance(0.3)) world.network.store.compact();
    return `for ${seconds(duration)}`;
  },
};

/**
 * Etcd goes back to a backup. The API is down for longer than a term can last without it, as it is when an etcd is
 * restored: what is confirmed until then is undone, which no compare-and-swap survives.
 */
export const restoredEtcd: Trouble = {
  name: 'restored etcd',
  weight: 0.5,
  strike({ world, dice }) {
    const { network, rates, timings, leases, time } = world;
    const { store } = network;
    if (network.weather.down || store.log.length < 2) return undefined;
    // As often as not to a moment ago.
    const back = dice.pick(dice.chance(0.5) ? store.log.slice(-3) : store.log).version - 1;
    const down = timings.leaseDuration / rates.slow;
    network.takeDown(down);
    time.after(down - 1, () => {
      if (!network.weather.down) return;
      store.restore(back);
      world.wasRestored = true;
      for (const lease of leases) {
        lease.token = -1;
        lease.closedUntil = time.now + timings.renewDeadline / rates.slow;
      }
    });
    return `to version ${back}`;
  },
};

/** A proxy in front of the API servers writes a `Date` of its own. */
export const dateOfItsOwn: Trouble = {
  name: "a proxy's own Date",
  strike({ world, dice, victim }) {
    if (!world.hasRightWallClocks) return undefined;
    victim.process.dateError = dice.pick([-1, 1, 1, 10]) * dice.next() * 2 * world.timings.leaseDuration;
    return `${victim.process.name} by ${seconds(victim.process.dateError)}`;
  },
};

/** The clocks of the API servers, which rule 10 believes to agree within its margin. */
export const serverClocks: Trouble = {
  name: 'API server clocks',
  strike({ world, dice }) {
    const { timings } = world.options;
    const margin = Math.min(60_000, ...timings.map(({ serverClockMargin }) => serverClockMargin));
    world.network.serverClocks = [0, 1, 2].map(() => dice.pick([-0.5, 0.5, dice.next() - 0.5]) * margin);
    return world.network.serverClocks.map(seconds).join(', ');
  },
};
