import { jobOf, type SimulatedJob } from './simulated-job.js';
import { epoch, TickWorld } from './tick-world.js';

/** `TICKS_SEED=42 TICKS_RUNS=1` replays one. */
export const runs = Number(process.env['TICKS_RUNS'] ?? 200);
export const firstSeed = Number(process.env['TICKS_SEED'] ?? 1);

/** Milliseconds for all runs, which take some 10 each. */
export const patience = 60_000 + runs * 100;

/** Milliseconds after which, in calm weather, everything missed has been run. */
const longestWait = 300_000;
/** No period's part, or each look would find a tick that has just begun. */
const lookEvery = 3700;

/** What may go wrong, most of it to the leader, and placed around ticks. */
const troubles: Record<string, (world: TickWorld) => void> = {
  kill: world => {
    if (world.isForgetful) return;
    world.kill(world.leader() ?? world.random.pick(world.replicas));
    world.add();
  },
  drain: world => {
    if (world.isForgetful) return;
    world.stop(world.leader() ?? world.random.pick(world.replicas));
    world.add();
  },
  stepDown: world => void world.leader()?.elector.stepDown({ cooldown: 5000 }),
  pause: world =>
    world.pause(world.leader() ?? world.random.pick(world.replicas), world.random.pick([500, 5000, 40_000])),
  cutOff: world => {
    const { process } = world.leader() ?? world.random.pick(world.replicas);
    process.cutOff = true;
    world.time.after(world.random.between(0, 30_000), () => (process.cutOff = false));
  },
  outage: world => {
    world.api.down = true;
    world.time.after(world.random.between(0, 40_000), () => (world.api.down = false));
  },
  rain: world => {
    world.api.loss = world.random.pick([0, 0.1, 0.4]);
    world.api.latency = world.random.pick([3, 100, 2000]);
  },
  setClock: world => world.random.pick(world.replicas).process.setClock(world.wallError()),
  setLeadersClock: world => world.leader()?.process.setClock(world.wallError()),
  label: world =>
    world.api.edit(lease => {
      lease.metadata['labels'] = { touched: String(world.time.now) };
      lease.metadata.annotations = { ...lease.metadata.annotations, note: 'theirs' };
    }),
  delete: world => {
    // Only who has seen the lease as it last was can write its ledger again; and there has to be one.
    const { api, replicas, ledger } = world;
    const isSeen = !api.down && api.latency < 5 && api.loss === 0 && ledger.hasEntry;
    const seeIt = replicas.every(
      ({ process, elector }) => !process.cutOff && !process.isPaused && world.hasSeen(elector),
    );
    if (isSeen && seeIt) api.delete();
  },
  pauseJob: world => {
    world.operator.pause(world.random.pick(world.replicas));
    world.time.after(world.random.between(0, 2 * world.job.period), () => {
      if (world.random.chance(0.5) && world.replicas.length > 0)
        world.operator.resume(world.random.pick(world.replicas));
      else world.operator.annotate('resume');
    });
  },
  pauseByHand: world => world.operator.annotate('pause'),
  resumeByHand: world => world.operator.annotate('resume'),
  runJob: world => world.operator.runNow(world.random.pick(world.replicas)),
  runByHand: world => world.operator.annotate('run'),
  reschedule: world => world.reschedule(),
};

async function simulate(seed: number, job: SimulatedJob): Promise<TickWorld> {
  const world = new TickWorld(seed, job);
  const { random } = world;
  const replicas = random.integer(1, 3);
  for (let i = 0; i < replicas; i++) world.add();
  await world.time.run(1000);
  const names = Object.keys(troubles);
  const events = random.integer(1, 6);
  for (let i = 0; i < events; i++) {
    const untilTick = job.period - (world.time.now % job.period);
    const around = untilTick + random.pick([-200, -5, 0, 3, 8, 300, 2000]) + random.between(-5, 5);
    await world.time.run(random.chance(0.7) ? Math.max(0, around) : random.between(0, 2 * job.period));
    const name = random.pick(names);
    world.note(`-- ${name}`);
    troubles[name](world);
  }
  world.calmDown();
  const calmAt = epoch + world.time.now;
  // Some clocks are slow; and a lease may have to run out, and missed ticks to be run one after the other.
  for (let waited = 0; waited < longestWait && !world.referee.hasRun(calmAt); waited += lookEvery) {
    await world.time.run(lookEvery);
    world.resume();
  }
  world.referee.judge(epoch + 2 * job.period, calmAt, world.operator.requests);
  return world;
}

/**
 * A run for each seed, with jobs short and long, frequent and rare.
 *
 * @returns how many ticks were run
 * @throws the story of the first run in which a promise was broken
 */
export async function simulateAll(
  options: Partial<SimulatedJob['options']>,
  from = firstSeed,
  count = runs,
): Promise<number> {
  let ran = 0;
  /** By how much the begins of jobs with `jitter` were put off, as a share of it. */
  const jitter: number[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const job = jobOf(seed, options);
    const { referee, violations, log } = await simulate(seed, job);
    ran += referee.started;
    if (job.options.jitter > 0) jitter.push(...referee.delays.map(delay => delay / job.options.jitter));
    if (violations.length > 0) throw new Error(`seed ${seed}: ${violations[0]}\n${log.slice(-80).join('\n')}`);
  }
  const problem = problemWithJitter(jitter);
  if (problem !== undefined) throw new Error(`seed ${from}: in ${count} runs ${problem}`);
  return ran;
}

/** A few begin late for other reasons. */
function problemWithJitter(shares: readonly number[]): string | undefined {
  if (shares.length < 100) return undefined;
  const sorted = [...shares].sort((one, other) => one - other);
  const [low, median] = [0.1, 0.5].map(part => sorted[Math.floor(part * sorted.length)]);
  const isSpread = low > 0 && low < 0.3 && median > 0.3 && median < 0.9;
  return isSpread ? undefined : `jitter is not spread: 10 % begin within ${low} of it, half within ${median}`;
}
