import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The program of another version of Node, which npm has as a package; kept in `.cache/`. */
export async function otherNode(major: number): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url)); // from .build/bench/lab
  const folder = join(root, '.cache', `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    await promisify(execFile)('npm', ['install', '--no-save', '--prefix', folder, `${name}@${major}`]);
  }
  return program;
}
