import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

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
