import { seconds, someTime, type Trouble } from './trouble.js';

export const stepDown: Trouble = {
  name: 'stepDown',
  weight: 2,
  strike({ dice, victim }) {
    if (!victim.running || !victim.process.isRunning) return undefined;
    const cooldown = dice.pick([0, 100, victim.timings.leaseDuration]);
    const to = dice.pick([undefined, 'nobody', dice.pick(victim.lease.candidates).identity]);
    const other = to === victim.identity ? undefined : to;
    victim.stepDown(cooldown, other);
    return `${victim.name}, to stay out for ${seconds(cooldown)}${other === undefined ? '' : `, for ${other}`}`;
  },
};

/** Stopped in whatever state it is in, and started again: at once, while the stop is under way, or later. */
export const stop: Trouble = {
  name: 'stop',
  weight: 2,
  strike(scene) {
    const { world, dice, victim } = scene;
    if (!victim.running || !victim.process.isRunning) return undefined;
    const delay = dice.pick([0, 10, someTime(scene, 1)]);
    world.tally.count(`stopped while ${stateOf(scene)}`);
    victim.stop();
    world.time.after(delay, () => world.start(victim));
    return `${victim.name}, started again after ${seconds(delay)}`;
  },
};

/** What `eligible` answers from now on; told at once, or found out by the election. */
export const eligibility: Trouble = {
  name: 'eligibility',
  weight: 2,
  strike({ world, dice, victim }) {
    if (!victim.isAsked) return undefined;
    victim.eligibility = dice.pick(['yes', 'no', 'no', 'throws'] as const);
    const isTold = dice.chance(0.5) && victim.process.isRunning;
    if (isTold) victim.reconsider();
    if (dice.chance(0.5)) {
      world.time.after(dice.next() * 1.5 * victim.timings.retryInterval, () =>
        victim.process.deliver(() => {
          victim.eligibility = 'yes';
          victim.reconsider();
        }),
      );
    }
    world.tally.count(`eligible: ${victim.eligibility}`);
    return `${victim.name}: ${victim.eligibility}${isTold ? ', reconsidered' : ''}`;
  },
};

/** Its user says no while a candidate's take is under way. */
export const changeOfMind: Trouble = {
  name: 'eligibility ends during a take',
  strike({ world, dice, lease }) {
    const delay = dice.next() * 20;
    lease.onSent = (candidate, verb) => {
      const { process, elector, isAsked, timings } = candidate;
      if (!isAsked || elector.isLeader || (verb !== 'update' && verb !== 'create')) return;
      lease.onSent = undefined;
      const says = (eligibility: 'yes' | 'no') => () =>
        process.deliver(() => {
          candidate.eligibility = eligibility;
          candidate.reconsider();
        });
      world.time.after(delay, says('no'));
      world.time.after(delay + 2 * timings.retryInterval, says('yes'));
    };
    return lease.name;
  },
};

/** Jobs take their time from now on, or never end. */
export const slowJobs: Trouble = {
  name: 'hanging handlers',
  strike({ world, dice }) {
    const { drainTimeout, abortGrace } = world.timings;
    world.jobs = {
      reaction: dice.pick([0, 500, drainTimeout, drainTimeout + abortGrace, 3 * (drainTimeout + abortGrace)]),
      hangs: dice.pick([0, 0.3, 1]),
      polite: dice.pick([0, 0.5, 1]),
    };
    return JSON.stringify(world.jobs);
  },
};

function stateOf({ victim }: Parameters<Trouble['strike']>[0]): string {
  const under = victim.requestsUnderWay > 0 ? ', with a request under way' : '';
  if (victim.elector.isLeader) return `leading${under}`;
  if (victim.promisesPending > 0) return `ending a term${under}`;
  if (victim.jobs.some(job => !job.ended)) return `work of a lost term runs${under}`;
  return victim.known < 0 ? `starting${under}` : `following${under}`;
}
