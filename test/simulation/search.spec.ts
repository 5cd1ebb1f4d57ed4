import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NodeProgram } from '../support/node-program.js';
import { transpiled } from '../support/transpiled.js';

const runs = process.env['SIMULATION_RUNS'] ?? '5000';
const seed = process.env['SIMULATION_SEED'] ?? '1';

/** Not a limit to how fast it has to be. */
const patience = 30 * 60_000;

/** In processes of their own, as `npm run simulate` does: within jest's sandbox all is several times as slow. */
describe('An election, whatever happens', () => {
  let build: Awaited<ReturnType<typeof transpiled>>;
  beforeAll(async () => {
    build = await transpiled('test/simulation');
  }, patience);
  afterAll(() => build.remove());

  it(
    `keeps its promises in ${runs} runs (seed ${seed})`,
    async () => {
      const args = ['--runs', runs, '--seed', seed, '--workers', '2'];
      const search = new NodeProgram('search', build.file('test/simulation/main.js'), { args });
      try {
        const end = await search.exit(patience);
        const summary = /^(\d+) runs, .*?, (\d+) terms, \d+ handovers, (\d+) failures$/;
        const [, done, terms, failures] = search.lines.findLast(line => summary.test(line))?.match(summary) ?? [];
        if (failures !== '0') throw new Error(search.lines.join('\n'));
        expect([end, done]).toEqual([0, runs]);
        // Each run has had terms, and so has been a test of something.
        expect(Number(terms)).toBeGreaterThan(Number(runs));
      } finally {
        await search.destroy();
      }
    },
    patience,
  );
});
