import { afterAll, describe, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackage } from '../support/packed-package.js';
import { type Cell, nameOf, tryOut } from './cell.js';
import { cells } from './cells/index.js';
import { type Result, writeResult } from './results.js';
import { writeTables } from './table.js';

// `npm run test:matrix -- -t swc` tries those whose name has "swc".

const folder = mkdtempSync(join(tmpdir(), 'packed-'));
// Not in a beforeAll: concurrent tests do not wait for one.
const { file } = packPackage(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says so at once: Jest says nothing before the last has ended, which takes minutes. */
async function tell(cell: Cell): Promise<void> {
  const begun = performance.now();
  const say = (result: string) =>
    process.stderr.write(`| ${result} | ${nameOf(cell)} | ${((performance.now() - begun) / 1000).toFixed(0)} s |\n`);
  const write = (result: Result) => {
    writeResult(cell, result, Object.values(cells).flat());
    writeTables();
  };
  try {
    const versions = await tryOut(cell, file);
    write({ result: cell.fails === undefined ? 'works' : 'no', versions });
  } catch (error) {
    write({ result: 'failed', versions: {} });
    say('FAILED');
    throw error;
  }
  say(cell.fails === undefined ? 'works' : 'fails as documented');
}

describe.each(Object.entries(cells))('%s', (_, group) => {
  it.concurrent.each(group.map(cell => [nameOf(cell), cell] as const))('%s', (_name, cell) => tell(cell));
});
