import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this repository: where its lockfile is. A compiled copy of this file lies deeper than its source. */
export const root = folderAbove(fileURLToPath(import.meta.url));

export interface PackedPackage {
  /** The tarball. */
  readonly file: string;
  /** What is in it. */
  readonly paths: readonly string[];
}

/** What `npm publish` would send, of what `npm run build` has built. */
export function packPackage(folder: string): PackedPackage {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('There is no dist/: npm run build');
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename, files }] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  return { file: join(folder, filename), paths: files.map(({ path }: { path: string }) => path) };
}

function folderAbove(path: string): string {
  const folder = dirname(path);
  return existsSync(join(folder, 'package-lock.json')) || folder === path ? folder : folderAbove(folder);
}
