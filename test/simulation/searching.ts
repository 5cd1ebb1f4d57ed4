import { expect, it } from '@jest/globals';
import { search } from './search.js';

/** Half of what `npm test` runs: two files, so that two workers share it. */
const runs = Number(process.env['SIMULATION_RUNS'] ?? 20_000) / 2;
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);

/** Not a limit to how fast it has to be. */
const patience = 30 * 60_000;

export function searches(part: 0 | 1): void {
  const seed = firstSeed + part;
  it(
    `keeps its promises in ${runs} runs (seed ${seed})`,
    async () => {
      const { failure, counts } = await search({ runs, seed });
      expect(failure).toBeUndefined();
      // Each run has had terms, and so has been a test of something.
      expect(counts['terms']).toBeGreaterThan(runs);
    },
    patience,
  );
}
