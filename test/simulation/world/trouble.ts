import { calm, type Weather } from './simulated-api.js';
import { type World } from './world.js';

/** What may go wrong, each a name and what it does to a world. */
export const troubles: Record<string, (world: World) => void> = {
  rain: world => {
    const { random } = world;
    const weather: Weather = {
      latency: random.pick([3, 50, 400, 3000]),
      lostRequest: random.pick([0, 0.05, 0.4]),
      lostAnswer: random.pick([0, 0.05, 0.4]),
      serverError: random.pick([0, 0.1, 0.5]),
      throttled: random.pick([0, 0.1]),
      watchLag: random.pick([2, 500, 8000]),
      watchCut: random.pick([0, 0.3]),
      watchSilence: random.pick([0, 0.5]),
      down: false,
    };
    world.api.weather = weather;
  },
  sun: world => {
    world.api.weather = { ...calm };
  },
  outage: world => {
    world.api.weather = { ...world.api.weather, down: true };
    world.api.cutWatches();
    world.time.after(
      world.random.between(0, 40_000),
      () => (world.api.weather = { ...world.api.weather, down: false }),
    );
  },
  partition: world => {
    const { process } = world.random.pick(world.candidates);
    process.partitioned = true;
    world.time.after(world.random.between(0, 40_000), () => (process.partitioned = false));
  },
  partitionLeader: world => {
    const leader = world.leaders()[0];
    if (!leader) return;
    leader.process.partitioned = true;
    world.time.after(world.random.between(0, 40_000), () => (leader.process.partitioned = false));
  },
  pause: world => world.random.pick(world.candidates).process.pause(world.random.between(0, 60_000)),
  pauseLeader: world => world.leaders()[0]?.process.pause(world.random.between(0, 60_000)),
  crash: world => {
    const victim = world.random.pick(world.candidates);
    world.crash(victim);
    world.add(world.random.chance(0.5) ? victim.elector.identity : undefined);
  },
  jump: world => world.random.pick(world.candidates).process.jumpWall(world.random.between(-100_000, 100_000)),
  stepDown: world => void world.random.pick(world.candidates).elector.stepDown(),
  stepDownLeader: world => void world.leaders()[0]?.elector.stepDown(),
  restart: world => {
    const candidate = world.random.pick(world.candidates);
    void candidate.elector.stop();
    world.time.after(world.random.between(0, 30_000), () => world.start(candidate));
  },
  label: world =>
    world.api.edit(lease => {
      lease.metadata['labels'] = { touched: String(world.time.now) };
    }),
  editHolder: world =>
    world.api.edit(lease => {
      const holder = world.random.pick(['', 'somebody', ...world.candidates.map(({ elector }) => elector.identity)]);
      lease.spec = { ...lease.spec, holderIdentity: holder };
      // An empty holder with this duration is a forged release, which nobody promises to survive.
      if (lease.spec.leaseDurationSeconds === 1) lease.spec.leaseDurationSeconds = 20;
    }),
  editDuration: world =>
    world.api.edit(lease => {
      if (!lease.spec?.holderIdentity) return;
      lease.spec = { ...lease.spec, leaseDurationSeconds: world.random.pick([1, 15, 40, undefined]) };
    }),
  wipeSpec: world =>
    world.api.edit(lease => {
      lease.spec = world.random.pick([undefined, {}]);
    }),
  delete: world => world.delete(),
  compact: world => world.api.compact(),
  hang: world => {
    world.jobs = { reaction: world.random.pick([0, 500, 8000]), hangs: world.random.pick([0, 0.1]) };
  },
};
