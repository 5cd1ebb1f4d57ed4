import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { searchMutant, ticks } from './mutant.js';
import { tickMutations } from './tick-mutations.js';

const runs = Number(process.env['MUTATION_RUNS'] ?? 20_000);
const build = '.build/tick-mutations';

/** Not a limit to how fast it has to be. */
const patience = 60 * 60_000;

// Not in a beforeAll: concurrent tests do not wait for one.
rmSync(build, { recursive: true, force: true });
execFileSync(process.execPath, ['scripts/transpile.js', `${build}/original`, 'lib', 'test/simulation']);

describe(`The simulation of ticks, in ${runs} runs`, () => {
  it.concurrent.each(tickMutations.map((mutation, index) => [mutation.clause, mutation, index] as const))(
    'sees that it does not hold: %s',
    async (_clause, mutation, index) => {
      const { violation } = await searchMutant(
        `${build}/original`,
        `${build}/${index}`,
        mutation,
        runs,
        ticks(mutation.retries),
      );
      expect(violation).toBeDefined();
    },
    patience,
  );
});
