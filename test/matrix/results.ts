import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed-package.js';
import { type Cell, nameOf } from './cell.js';

/** What came of a cell when it was last tried. */
export interface Result {
  /** `no`: it failed as it must. */
  readonly result: 'works' | 'no' | 'failed';
  /** The versions that took part, by package; `node` is the one that ran it. */
  readonly versions: Readonly<Record<string, string>>;
}

const file = join(root, 'test/matrix/results.json');

/** By the names of the cells. `npm run test:matrix` writes them; nobody else does. */
export function readResults(): Record<string, Result> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Result>) : {};
}

/** Keeps what is known of the others, and forgets those that there are no more. */
export function writeResult(cell: Cell, result: Result, all: readonly Cell[]): void {
  const known = { ...readResults(), [nameOf(cell)]: result };
  const names = all.map(nameOf).filter(name => known[name] !== undefined);
  const results = Object.fromEntries(names.map(name => [name, known[name]]));
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}
