import { finales, longestClaim, longestVacancy, settle, stopOneAfterAnother } from './finales/index.js';
import { type Plan } from './plan.js';
import { sceneOf } from './troubles/trouble.js';
import { troubles } from './troubles/index.js';
import { SeededRandom } from './world/seeded-random.js';
import { type SimulatedProcess } from './world/simulated-process.js';
import { timingsOf } from './world/timings.js';
import { World, type WorldOptions } from './world/world.js';

export type SimulationOptions = Pick<WorldOptions, 'drift' | 'traced'>;

const byName = new Map(troubles.map(trouble => [trouble.name, trouble]));

/** One run, from the first start to the last stop. What went wrong, if anything, is the world's `violation`. */
export async function simulate(plan: Plan, options: SimulationOptions = {}): Promise<World> {
  const timings = plan.timings.map(timingsOf);
  const world = new World({ seed: plan.seed, leases: plan.leases, timings, ...options });
  populate(world, plan);
  await world.run(5000);
  for (const planned of plan.schedule) {
    await world.run(planned.after);
    if (world.violation !== undefined) return world;
    strike(world, planned.trouble, planned.moment, new SeededRandom(planned.dice));
  }
  if ((await recover(world)) && (await settle(world))) {
    const finale = finales[plan.finale % finales.length];
    world.note(`-- finale: ${finale.name}`);
    if (await finale(world)) await stopOneAfterAnother(world);
  }
  return world;
}

function populate(world: World, plan: Plan): void {
  let neighbour: { process: SimulatedProcess; identity: string } | undefined;
  for (const [index, { startsAfter, dice, kin }] of plan.replicas.entries()) {
    const random = new SeededRandom(dice);
    const timings = timingsOf(random.pick(plan.timings));
    const twin = kin === 'none' ? undefined : neighbour;
    const identity = twin?.identity ?? `pod-${index}`;
    world.newcomers++;
    world.time.after(startsAfter, () => {
      world.newcomers--;
      const inside = kin === 'twin in the same process' && twin && !twin.process.crashed;
      const process = inside ? twin.process : world.addProcess(identity, world.rate(random));
      neighbour = { process, identity };
      for (const [index, lease] of world.leases.entries()) {
        if (index === 0 || random.chance(0.5)) world.addCandidate(process, lease, identity, timings);
      }
    });
  }
}

function strike(world: World, name: string, moment: Plan['schedule'][number]['moment'], dice: SeededRandom): void {
  const trouble = byName.get(name)!;
  const now = () => {
    if (world.isCalm) return;
    const scene = sceneOf(world, dice);
    const what = scene && trouble.strike(scene);
    if (what === undefined) return;
    world.tally.count(`trouble: ${name}`);
    world.note(`-- ${name}: ${what}`);
  };
  const lease = dice.pick(world.leases);
  if (moment === 'now') return now();
  const soon = () => {
    lease.onSent = lease.onApplied = undefined;
    world.time.after(0, now);
  };
  if (moment === 'next request') lease.onSent = soon;
  else lease.onApplied = soon;
}

/** Once faults cease, there is a leader within a lease, a retry and a request. */
async function recover(world: World): Promise<boolean> {
  for (const lease of world.leases) lease.onSent = lease.onApplied = undefined;
  const isOpen = () => world.newcomers === 0 && world.leases.every(({ closedUntil }) => closedUntil <= world.time.now);
  await world.run(Infinity, isOpen);
  if (world.violation !== undefined) return false;
  world.calmDown();
  const since = world.time.now;
  const { renewInterval, renewDeadline } = world.timings;
  for (const lease of world.leases) {
    if (lease.candidates.length === 0) continue;
    // Cooldowns, and an administrator's edits of the duration, apart.
    const out = Math.max(0, ...lease.candidates.map(({ outUntil, process }) => outUntil - process.monotonic));
    // A server that has asked for a pause has not recovered before its end; it is obeyed for a renewDeadline at most.
    const busy = Math.min(renewDeadline, Math.max(0, world.network.busyUntil - since) * world.rates.fast);
    // A leader whose watch is broken hears of an edit when it renews, and only then all wait a lease.
    const last = world.network.store.log.findLast(({ name }) => name === lease.name);
    const news = last?.writer === 'administrator' ? renewInterval : 0;
    // That a restored etcd has no such lease is found out by the take that it refuses, and then all wait a lease.
    const undone = world.wasRestored ? longestClaim(world, lease) : 0;
    // The first take is refused, and the next one goes without what the policy refuses.
    const refused = world.network.store.refusesPlaces ? world.timings.retryInterval : 0;
    const bound = longestVacancy(world, lease) + out + busy + news + undone + refused;
    const isLed = () => (world.leaderOf(lease)?.lastClaim?.happened ?? 0) > since;
    const left = since + bound / world.rates.slow - world.time.now;
    if (!(await world.run(left, isLed))) {
      if (world.violation === undefined)
        world.violate(`nobody leads ${lease.name}, ${bound} ms after all faults ceased`);
      return false;
    }
  }
  world.network.store.refusesPlaces = false;
  return world.violation === undefined;
}
