import { annotationsLimit } from '../../../lib/core/record/annotations.js';
import { Foreigner, type Manner } from '../world/foreigner.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { longestExit } from '../world/simulated-exit.js';
import { type World } from '../world/world.js';
import { type Scene, seconds, someTime, startAgain, type Trouble } from './trouble.js';

/**
 * The runtime takes a process for dead that lives, and starts the next one: in a namespace of its own, or beside it
 * (`shareProcessNamespace`, and what is PID 1 has ended). The old one, frozen perhaps, dies later.
 */
export const leftBehind: Trouble = {
  name: 'thought dead',
  weight: 2,
  strike(scene) {
    const { world, dice, victim } = scene;
    const { process, lease, identity, timings } = victim;
    if (lease.candidates.length > 7) return undefined;
    const isBeside = dice.chance(0.5);
    const home = isBeside ? process.home : world.kernels.otherNamespace(process.home);
    const heir = dice.chance(0.5) ? identity : `${identity}'`;
    const next = world.addProcess(heir, world.rate(dice), home);
    world.addCandidate(next, lease, heir, timings);
    if (dice.chance(0.3)) process.pause(someTime(scene));
    const lives = someTime(scene);
    world.time.after(lives, () => !process.crashed && !world.isCalm && world.crash(process));
    return `${process.name}, which lives for ${seconds(lives)}; the next one ${isBeside ? 'beside it' : 'in another namespace'}`;
  },
};

/** An uncaught exception, or `process.exit()`; seldom somebody merely emits `exit`, and the process lives on. */
export const exit: Trouble = {
  name: 'exit',
  weight: 2,
  strike(scene) {
    const { world, dice, victim } = scene;
    const { process } = victim;
    if (!process.isRunning || world.candidates.every(candidate => candidate.process !== process)) return undefined;
    const residents = world.candidates.filter(candidate => candidate.process === process);
    const isIdle = dice.chance(0.5);
    if (isIdle) for (const resident of residents) resident.endJobs();
    const livesOn = dice.chance(0.3);
    const sameIdentity = !livesOn && dice.chance(0.5);
    if (dice.chance(0.2)) editJustNow(scene);
    world.newcomers++;
    process.exit.happen();
    if (livesOn) world.outlive(process);
    else process.pause(longestExit);
    world.time.after(livesOn ? 0 : dice.next() * longestExit, () => {
      if (!livesOn) world.crash(process);
      startAgain(scene, residents, sameIdentity);
    });
    const work = isIdle ? 'without work' : 'as it was';
    return `${process.name}, ${work}${livesOn ? ', and lives on' : ''}`;
  },
};

/** What the process knows of its record is not so any more. */
function editJustNow({ world, dice, lease }: Scene): void {
  const change = dice.pick([{ holderIdentity: 'somebody' }, { acquireTime: '2020-01-01T00:00:00.000000Z' }]);
  world.network.store.edit(lease.name, present =>
    present.spec?.holderIdentity ? { ...present, spec: { ...present.spec, ...change } } : present,
  );
}

/** Room for no more annotations. */
export const fullAnnotations: Trouble = {
  name: 'full annotations',
  weight: 0.5,
  strike({ world, lease }) {
    world.network.store.edit(lease.name, present => {
      const annotations = { theirs: 'x'.repeat(annotationsLimit - 100) };
      return { ...present, metadata: { ...present.metadata, annotations } };
    });
    return lease.name;
  },
};

/** A policy that refuses our annotation; until all faults have ceased and somebody has come to lead all the same. */
export const policy: Trouble = {
  name: 'policy',
  weight: 0.5,
  strike({ world }) {
    world.network.store.refusesPlaces = true;
    return 'against annotations';
  },
};

const manners: readonly Manner[] = ['as itself', 'as the dead one', 'named by an edit, which keeps acquireTime'];

/**
 * The leader dies, and somebody with another library takes its lease as soon as nobody can lead any more; it keeps our
 * annotations. Then the dead one's container is started again, beside its corpse.
 */
export const foreigner: Trouble = {
  name: 'foreign taker',
  weight: 2,
  strike({ world, dice, lease }) {
    const leader = world.leaderOf(lease);
    if (!leader?.lastClaim) return undefined;
    const { identity, timings, process, lastClaim } = leader;
    const manner = dice.pick(manners);
    const wait = lastClaim.happened + timings.renewDeadline / world.rates.slow - world.time.now;
    const heirAfter = dice.next() * 2 * timings.renewInterval;
    world.crash(process);
    world.newcomers++;
    world.time.after(wait, () => {
      const holder = world.claimantOf(world.network.store.get(lease.name)?.spec);
      const mayTake = holder?.process.crashed && !world.wasRestored && !world.isCalm && canNobodyLead(world, lease);
      if (mayTake) lease.foreigners.push(new Foreigner(world, lease, manner));
      if (mayTake) world.tally.count('taken by a foreigner');
    });
    world.time.after(wait + heirAfter, () => {
      world.newcomers--;
      const next = world.addProcess(`${identity}'`, world.rate(dice), process.home);
      world.addCandidate(next, lease, `${identity}'`, timings);
    });
    return `${leader.name} dies; ${manner}`;
  },
};

function canNobodyLead(world: World, lease: SimulatedLease): boolean {
  const { time, rates, timings } = world;
  if (lease.foreigners.some(({ acts }) => acts)) return false;
  return [...lease.candidates, ...lease.undead].every(
    ({ lastClaim }) => !lastClaim || time.now - lastClaim.happened >= timings.renewDeadline / rates.slow,
  );
}
