import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The package and what uses it as JavaScript, in a folder of their own: a process cannot run TypeScript. In there the
 * package has its name.
 *
 * @param folders beside `lib`
 */
export async function transpiled(...folders: string[]): Promise<{ file(path: string): string; remove(): void }> {
  mkdirSync(resolve('.cache'), { recursive: true });
  const folder = mkdtempSync(resolve('.cache', 'transpiled-'));
  await promisify(execFile)(process.execPath, ['scripts/transpile.js', folder, ...folders, '--package']);
  return {
    file: path => join(folder, path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
