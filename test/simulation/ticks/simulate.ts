import { type ResolvedTickOptions } from '../../../lib/core/ticks/once-options.js';
import { epoch, type SimulatedJob, TickWorld } from './tick-world.js';

/** `TICKS_SEED=42 TICKS_RUNS=1` replays one. */
export const runs = Number(process.env['TICKS_RUNS'] ?? 200);
export const firstSeed = Number(process.env['TICKS_SEED'] ?? 1);

/** Milliseconds for all runs, which take some 10 each. */
export const patience = 60_000 + runs * 100;

/** Milliseconds after which, in calm weather, everything missed has been run. */
const longestWait = 300_000;

export const defaults: ResolvedTickOptions = {
  catchUp: 3_600_000,
  missed: 'all',
  retryInterrupted: 0,
  retryFailed: 0,
  jitter: 0,
  catchUpNew: false,
};

/** How long a run takes at most, as a share of the period. */
const share = (seed: number) => [0.001, 0.1, 0.4][Math.floor(seed / 3) % 3];
const period = (seed: number) => [5000, 15_000, 45_000][seed % 3];

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
    (world.leader() ?? world.random.pick(world.replicas)).process.pause(world.random.pick([500, 5000, 40_000])),
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
    const { api, replicas, referee } = world;
    const isSeen = !api.down && api.latency < 5 && api.loss === 0 && referee.hasLedger;
    const seeIt = replicas.every(
      ({ process, elector }) => !process.cutOff && !process.isPaused && elector.holder !== undefined,
    );
    if (isSeen && seeIt) api.delete();
  },
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
  for (let waited = 0; waited < longestWait && !world.referee.hasRun(calmAt); waited += 5000)
    await world.time.run(5000);
  world.referee.judge(epoch + 2 * job.period, calmAt);
  return world;
}

/**
 * A run for each seed, with jobs short and long, frequent and rare.
 *
 * @returns how many ticks were run
 * @throws the story of the first run in which a promise was broken
 */
export async function simulateAll(options: ResolvedTickOptions): Promise<number> {
  let started = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const world = await simulate(seed, {
      period: period(seed),
      longest: period(seed) * share(seed),
      options,
    });
    started += world.referee.started;
    if (world.referee.violations.length > 0) {
      throw new Error(`seed ${seed}: ${world.referee.violations[0]}\n${world.log.slice(-80).join('\n')}`);
    }
  }
  return started;
}
