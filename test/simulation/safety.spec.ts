import { describe, expect, it } from '@jest/globals';
import { troubles } from './world/trouble.js';
import { driftLimit, timings, World } from './world/world.js';

const runs = Number(process.env['SIMULATION_RUNS'] ?? 1000);
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);

/** Edits of the duration, and jobs that hang, may keep everybody waiting for longer than a lease. */
const lasting = ['editDuration', 'hang', 'stepDown', 'stepDownLeader', 'restart', 'wipeSpec'];

function simulate(seed: number, excluded: readonly string[] = []): World {
  const world = new World(seed);
  const { random } = world;
  world.api.clockError = random.pick([0, 900]);
  const candidates = random.integer(2, 7);
  for (let i = 0; i < candidates; i++) world.time.after(random.between(0, 5000), () => world.add());
  world.run(5001);
  const names = Object.keys(troubles).filter(name => !excluded.includes(name));
  const events = random.integer(0, 25);
  for (let i = 0; i < events; i++) {
    world.run(random.pick([10, 500, 5000, 20_000]) * random.next());
    const name = random.pick(names);
    world.note(`-- ${name}`);
    troubles[name](world);
  }
  return world;
}

function story(seed: number, world: World, what: string | undefined): string {
  return `seed ${seed}: ${what}\n${world.log.slice(-60).join('\n')}`;
}

describe('An election, whatever happens', () => {
  it(`never has two that act at once (${runs} simulated runs from seed ${firstSeed})`, () => {
    let terms = 0;
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const world = simulate(seed);
      world.run(60_000);
      terms += world.terms;
      if (world.violations.length > 0) throw new Error(story(seed, world, world.violations[0]));
    }
    expect(terms).toBeGreaterThan(runs);
  });

  it(`has a leader within a lease, a retry and a request, once faults cease (${runs} runs)`, () => {
    const bound = (timings.leaseDuration + timings.retryInterval + timings.renewDeadline / 3) / (1 - driftLimit);
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const world = simulate(seed, lasting);
      // Longer than any outage that was begun.
      world.calmDown();
      world.run(bound);
      if (world.leaders().length !== 1) throw new Error(story(seed, world, `no leader after ${bound} ms`));
      if (world.violations.length > 0) throw new Error(story(seed, world, world.violations[0]));
    }
  });

  it('leaves a released lease and no timer behind when all have stopped', () => {
    for (let seed = firstSeed; seed < firstSeed + runs / 10; seed++) {
      const world = simulate(seed, lasting);
      world.calmDown();
      world.run(60_000);
      for (const { elector } of world.candidates) void elector.stop();
      world.run(10_000);
      const spec = world.api.lease?.spec;
      if (spec?.holderIdentity !== '' || spec.leaseDurationSeconds !== 1) {
        throw new Error(story(seed, world, `not released: ${JSON.stringify(spec)}`));
      }
      for (const { process } of world.candidates) {
        const left = [process.timers, world.api.watchesOf(process)];
        if (left.some(count => count > 0)) throw new Error(story(seed, world, `timers, watches left: ${left.join()}`));
      }
    }
  });
});
