import { search } from '../../../test/simulation/search.js';
import { say } from './say.js';

// Simulated elections, in batches of 1,000, on one core.

await search({ runs: 500, seed: 1 }); // warm
for (let seed = 1; seed <= Number(process.argv[2]); seed++) {
  const begin = performance.now();
  const { runs, failure } = await search({ runs: 1000, seed });
  if (failure !== undefined) throw new Error(failure);
  say('sample', { perSecond: (runs / (performance.now() - begin)) * 1000 });
}
say('done');
