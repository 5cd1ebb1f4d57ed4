import { readArguments } from './arguments.js';
import { Lab } from './lab/lab.js';
import { printTable } from './report/table.js';
import { isReached } from './row.js';
import { rows } from './rows/index.js';
import { runRows } from './runner.js';

const { isQuick, rows: chosen } = readArguments(rows, process.argv.slice(2));
const lab = await Lab.open(isQuick);
try {
  const results = await runRows(lab, chosen, progress => console.error(progress));
  printTable(results);
  const failed = results.flatMap(({ checks }) => checks).filter(check => check.portable && !isReached(check, 2));
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await lab.close();
}
