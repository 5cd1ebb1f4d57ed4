import { readArguments } from './arguments.js';
import { Lab } from './lab/lab.js';
import { publish } from './report/publish.js';
import { printTable } from './report/table.js';
import { isReached } from './row.js';
import { rows } from './rows/index.js';
import { runRows } from './runner.js';

// npm run bench                        everything, in about 25 minutes; writes bench/results.json and docs/
// npm run bench -- --only crash,gate   these rows; the others stay as they were
// npm run bench -- --quick             in two minutes, a few samples; fails where a ratio is worse than twice its target

const { isQuick, rows: chosen } = readArguments(rows, process.argv.slice(2));
const lab = await Lab.open(isQuick);
try {
  const results = await runRows(lab, chosen, progress => console.error(progress));
  printTable(results);
  if (!isQuick) {
    publish(
      results,
      rows.map(({ name }) => name),
    );
  }
  const failed = results.flatMap(({ checks }) => checks).filter(check => check.portable && !isReached(check, 2));
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await lab.close();
}
