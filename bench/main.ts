import { readArguments } from './arguments.js';
import { Lab } from './lab/lab.js';
import { publish } from './report/publish.js';
import { printTable } from './report/table.js';
import { isReached, type Result } from './row.js';
import { rows } from './rows/index.js';
import { runRows } from './runner.js';

// npm run bench                        everything, in about 25 minutes; writes bench/results.json and docs/
// npm run bench -- --only crash,gate   these rows; the others stay as they were
// npm run bench -- --quick             in two minutes, a few samples; fails if a ratio stays worse than twice its target

const { isQuick, rows: chosen } = readArguments(rows, process.argv.slice(2));
const lab = await Lab.open(isQuick);
try {
  const progress = (line: string) => console.error(line);
  let results = await runRows(lab, chosen, progress);
  // A few samples on a busy machine say little: a row has three chances.
  for (let chances = 2; isQuick && chances > 0; chances--) {
    const far = chosen.filter(({ name }) => isFarOff(results.filter(({ row }) => row === name)));
    if (far.length === 0) break;
    progress(`measured again: ${far.map(({ name }) => name).join(', ')}`);
    const again = await runRows(lab, far, progress);
    results = results.map(result => again.find(({ row }) => row === result.row) ?? result);
  }
  printTable(results);
  if (!isQuick) {
    publish(
      results,
      rows.map(({ name }) => name),
    );
  }
  const failed = chosen.filter(({ name }) => !results.some(({ row }) => row === name));
  if (failed.length > 0) console.error(`not measured: ${failed.map(({ name }) => name).join(', ')}`);
  if (failed.length > 0 || isFarOff(results)) process.exitCode = 1;
} finally {
  await lab.close();
}

function isFarOff(results: readonly Result[]): boolean {
  return results.some(({ checks }) => checks.some(check => check.portable && !isReached(check, 2)));
}
