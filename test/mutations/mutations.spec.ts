import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { elections, searchBuild, searchMutant } from './mutant.js';
import { mutations } from './mutations.js';

const runs = Number(process.env['MUTATION_RUNS'] ?? 20_000);
const build = '.build/mutations';

/** Not a limit to how fast it has to be. */
const patience = 60 * 60_000;

// Not in a beforeAll: concurrent tests do not wait for one.
rmSync(build, { recursive: true, force: true });
execFileSync(process.execPath, ['scripts/transpile.js', `${build}/original`, 'lib', 'test/simulation']);

describe(`A simulation of ${runs} runs`, () => {
  it.concurrent(
    'passes the source as it is',
    async () => {
      expect((await searchBuild(`${build}/original`, runs)).violation).toBeUndefined();
    },
    patience,
  );

  it.concurrent.each(mutations.map((mutation, index) => [mutation.rule, mutation.clause, mutation, index] as const))(
    'sees rule %i broken: "%s"',
    async (_rule, _clause, mutation, index) => {
      const { violation } = await searchMutant(
        `${build}/original`,
        `${build}/${index}`,
        mutation,
        runs,
        elections(mutation.seed),
      );
      expect(violation).toBeDefined();
    },
    patience,
  );
});
