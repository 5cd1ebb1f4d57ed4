import { seconds, someTime, startAgain, type Trouble } from './trouble.js';

/** SIGSTOP, a blocked event loop, a long garbage collection. */
export const pause: Trouble = {
  name: 'pause',
  weight: 3,
  strike(scene) {
    const { process } = scene.victim;
    const duration = someTime(scene);
    process.pause(duration);
    return `${process.name} for ${seconds(duration)}`;
  },
};

/** The machine sleeps: its monotonic clock stands still. */
export const suspension: Trouble = {
  name: 'suspension',
  strike(scene) {
    const { process } = scene.victim;
    const duration = someTime(scene);
    const { renewDeadline } = scene.world.timings;
    return process.suspend(duration, renewDeadline) ? `${process.name} for ${seconds(duration)}` : undefined;
  },
};

/** SIGKILL; the next one comes at once or a little later, as itself (a StatefulSet's pod) or as somebody new. */
export const crash: Trouble = {
  name: 'crash',
  weight: 2,
  strike(scene) {
    const { world, dice, victim } = scene;
    const { process } = victim;
    const sameIdentity = dice.chance(0.5);
    const victims = world.crash(process);
    const delay = dice.chance(0.5) ? 0 : someTime(scene, 1);
    world.newcomers++;
    world.time.after(delay, () => {
      startAgain(scene, victims, sameIdentity);
    });
    return `${process.name}; ${sameIdentity ? 'itself' : 'another one'} after ${seconds(delay)}`;
  },
};

/** Another process with an identity that is taken, or another elector of it in the same process. */
export const twin: Trouble = {
  name: 'twin',
  weight: 0.5,
  strike({ world, dice, victim }) {
    const { lease, identity, timings } = victim;
    if (lease.candidates.length > 7) return undefined;
    const inside = dice.chance(0.5);
    const process = inside ? victim.process : world.addProcess(`${identity}-twin`, world.rate(dice));
    world.addCandidate(process, lease, identity, timings);
    return `${identity}, ${inside ? 'in the same process' : 'in another process'}`;
  },
};

/** Somebody sets the wall clock. */
export const wallJump: Trouble = {
  name: 'wall clock jump',
  weight: 2,
  strike({ dice, victim, world }) {
    const reach = dice.pick([1, 1000, world.timings.renewDeadline, 100_000, 1e9]);
    const by = dice.between(-reach, reach);
    const { renewDeadline } = world.timings;
    return victim.process.jumpWall(by, renewDeadline) ? `${victim.process.name} by ${seconds(by)}` : undefined;
  },
};

/** Its clocks go at another rate from now on. */
export const drift: Trouble = {
  name: 'drift',
  strike({ world, dice, victim }) {
    const rate = world.rate(dice);
    victim.process.changeRate(rate);
    return `${victim.process.name}: ${rate.toFixed(4)}`;
  },
};

/**
 * The sharpest case for a newcomer: the leader is cut off after a renewal, its clock is slow, the newcomer's is fast, and
 * the API servers' are as far apart as they may be.
 */
export const newcomer: Trouble = {
  name: 'newcomer beside a leader that is cut off',
  strike({ world, dice, lease, victim }) {
    const { leaseDuration } = world.timings;
    const leader = world.leaderOf(lease);
    if (!leader || lease.candidates.length > 7) return undefined;
    const apart = Math.min(60_000, ...world.options.timings.map(timings => timings.serverClockMargin)) / 2;
    world.network.serverClocks = [-apart, apart];
    leader.process.changeRate(world.rates.slow);
    const delay = dice.next() * leaseDuration;
    const process = world.addProcess('newcomer', world.rates.fast);
    if (world.hasRightWallClocks) process.dateError = dice.next() * 2 * leaseDuration;
    const cutOff = () => {
      const residents = world.candidates.filter(candidate => candidate.process === leader.process);
      if (residents.length === 0 || leader.process.partitioned || world.isCalm) return;
      world.network.partition(residents, (2 * leaseDuration) / world.rates.slow);
      world.newcomers++;
      world.time.after(delay, () => {
        world.newcomers--;
        world.addCandidate(process, lease, process.name, victim.timings);
      });
    };
    lease.onApplied = () => {
      lease.onApplied = undefined;
      world.time.after(20, cutOff);
    };
    return `${leader.name}; the newcomer ${seconds(delay)} after its next renewal`;
  },
};
