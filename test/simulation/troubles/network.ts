import { weather } from './bad-weather.js';
import { seconds, someTime, type Trouble } from './trouble.js';

export const delays = weather('delays', ({ dice, world }) => ({
  latency: dice.pick([50, 400, 3000, world.timings.renewDeadline / 3]),
}));

/** The same for each request, however often it is tried. */
export const slowness = weather('slow API server', ({ dice, world }) => {
  const latency = dice.pick([500, 1000, 2000, 3000, 5000, 8000, world.timings.renewDeadline / 2]);
  const [slowReads, slowWrites] = dice.pick([
    [latency, 0],
    [0, latency],
    [latency, latency],
  ]);
  return { slowReads, slowWrites, hangUpDrops: dice.pick([0, 0.5, 1]) };
});

export const lostRequests = weather('lost requests', ({ dice }) => ({ lostRequest: dice.pick([0.05, 0.4, 0.9]) }));

export const lostAnswers = weather('lost answers', ({ dice }) => ({ lostAnswer: dice.pick([0.05, 0.4, 0.9, 1]) }));

export const serverErrors = weather('server errors', ({ dice }) => ({ serverError: dice.pick([0.1, 0.5, 1]) }));

export const throttling = weather('throttling', ({ dice }) => ({
  throttled: dice.pick([0.1, 0.5, 1]),
  retryAfter: dice.pick([0, 1_000, 5_000, 60_000]),
}));

export const conflicts = weather('conflicts', ({ dice }) => ({ conflict: dice.pick([0.1, 0.5]) }));

export const resends = weather('resends', ({ dice }) => ({ resent: dice.pick([0.1, 0.5]) }));

/** An API server that is slow, behind a proxy that does not wait for it. */
export const impatience = weather('writes given up too early', ({ dice, world }) => ({
  latency: dice.pick([3, 50, 400]),
  givenUp: dice.pick([0.3, 0.7, 1]),
  givenUpFor: dice.pick([20, world.timings.retryInterval, world.timings.renewDeadline]),
}));

export const pretence = weather('pretence', ({ dice }) => ({ pretended: dice.pick([0.1, 0.5, 1]) }));

export const refusals = weather('refusals', ({ dice }) => ({ refused: dice.pick([0.1, 1]), watchRefused: 1 }));

/** A partition of one process, both ways or only inwards, or a pooled connection that leads nowhere. */
export const partition: Trouble = {
  name: 'partition',
  weight: 3,
  strike(scene) {
    const { world, victim } = scene;
    const { process } = victim;
    if (process.partitioned) return undefined;
    const duration = someTime(scene);
    const residents = world.candidates.filter(candidate => candidate.process === process);
    world.network.partition(residents, duration);
    return `${process.name} for ${seconds(duration)}`;
  },
};

export const deafness: Trouble = {
  name: 'one-way partition',
  strike(scene) {
    const { process } = scene.victim;
    const duration = someTime(scene);
    process.deaf = true;
    scene.world.time.after(duration, () => (process.deaf = false));
    return `${process.name} hears no answers for ${seconds(duration)}`;
  },
};

export const deadConnection: Trouble = {
  name: 'dead connection',
  strike({ victim }) {
    victim.process.deadConnection = true;
    return victim.process.name;
  },
};
