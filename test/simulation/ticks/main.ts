import { parseArgs } from 'node:util';
import { simulateAll } from './simulate.js';

/** `--runs N --seed S --retries R`: the same as the tests, as a process of its own; ends with 1 if a promise was broken. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    retries: { type: 'string', default: '0' },
  },
});
const [runs, seed, retryInterrupted] = [values.runs, values.seed, values.retries].map(Number);
try {
  const ran = await simulateAll({ retryInterrupted }, seed, runs);
  console.log(`${runs} runs from seed ${seed} with retryInterrupted ${retryInterrupted}: ${ran} ticks, no violation`);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
