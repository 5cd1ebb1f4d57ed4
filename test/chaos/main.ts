import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBuiltKubeApiServer } from '../support/kube-apiserver.js';
import { Fleet, origin } from './fleet.js';
import { readJournals } from './judge/journals.js';
import { summaryOf, tablesOf } from './judge/report.js';
import { judge } from './judge/verdict.js';
import { runChaos } from './run.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: process.env.CHAOS_MINUTES ?? '10' },
    rogue: { type: 'boolean', default: false },
    seed: { type: 'string', default: process.env.CHAOS_SEED ?? String(Date.now() % 1_000_000) },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('Usage: npm run test:chaos -- [--minutes 10] [--seed 1] [--rogue]');
  process.exit(2);
}

const results = join(import.meta.dirname, '../../chaos');
mkdirSync(results, { recursive: true });
const folder = mkdtempSync(join(results, 'run-'));
console.log(`${minutes} minutes of faults, seed ${seed}; journals and logs in ${folder}`);

const api = await startBuiltKubeApiServer();
const fleet = await Fleet.on(api, folder, { size: 5, rogue: values.rogue });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void fleet.destroy().finally(() => process.exit(1)));
}

let exitCode = 1;
try {
  await fleet.start();
  const say = (line: string) => console.log(line);
  const faults = await runChaos(fleet, api, { milliseconds: minutes * 60_000, seed, say });
  await fleet.stop();
  const verdict = judge({
    journals: readJournals(fleet.replicas.flatMap(({ journals }) => journals)),
    clientGo: fleet.clientGo,
    faults,
    origin,
    lastWrite: await fleet.lastWrite(),
    problems: fleet.problems,
  });
  const summary = summaryOf(verdict);
  const report = `${summary.join('\n')}\n\n${tablesOf(verdict.effects)}\n`;
  writeFileSync(join(folder, 'results.md'), report);
  console.log(`\n${report}`);
  exitCode = verdict.violations.length > 0 ? 1 : 0;
} finally {
  await fleet.destroy();
  await api.stop();
}
process.exit(exitCode);
