import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type Batch, batchesOf, Report } from './report.js';
import { search, type SearchResult } from './search.js';

/** `npm run simulate -- --runs N --seed S [--workers W]`, or `--seed S --path P` to see one failure again. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    workers: { type: 'string', default: '1' },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const shrink = !values['no-shrink'];

if (process.send) workOff();
else process.exitCode = await main();

async function main(): Promise<number> {
  const batches: Iterator<Batch> = batchesOf(natural(values.runs, 'runs'), natural(values.seed, 'seed'), values.path);
  const report = new Report(line => console.log(line));
  const take = () => (report.failures.length > 0 ? undefined : batches.next().value);
  const workers = natural(values.workers, 'workers');
  if (workers < 2) {
    for (let batch = take(); batch; batch = take()) report.add(await search({ ...batch, shrink }));
  } else {
    await Promise.all(Array.from({ length: workers }, () => runWorker(take, report)));
  }
  return report.finish();
}

/** A process that works off batches until there are none left. */
function runWorker(take: () => Batch | undefined, report: Report): Promise<void> {
  const worker = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  return new Promise((resolve, reject) => {
    const next = () => {
      const batch = take();
      if (batch) worker.send(batch);
      else worker.disconnect();
    };
    worker.on('message', result => {
      report.add(result as SearchResult);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    next();
  });
}

/** In the worker; it ends when its parent does. */
function workOff(): void {
  process.on('message', batch => {
    void search({ ...(batch as Batch), shrink }).then(result => process.send!(result));
  });
  process.on('disconnect', () => process.exit());
}

function natural(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`Expected --${name} to be a natural number, got ${text}.`);
  return value;
}
