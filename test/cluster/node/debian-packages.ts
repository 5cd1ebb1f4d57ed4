import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What the node needs and Debian has built. */
const ofNode = ['containerd', 'runc', 'libseccomp2', 'containernetworking-plugins', 'busybox-static'];

/**
 * @param packages or what tells them, asked when they are to be downloaded and Debian's lists are here
 * @returns a folder with these packages' files, unpacked, not installed, in `.cache`: downloaded once
 */
export function debianPackages(
  cache: string,
  packages: readonly string[] | (() => readonly string[]) = ofNode,
): string {
  const folder = join(cache, 'debian');
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'debian-'));
  try {
    download(unfinished, typeof packages === 'function' ? packages : () => packages);
    for (const file of readdirSync(unfinished).filter(name => name.endsWith('.deb'))) {
      execFileSync('dpkg', ['-x', join(unfinished, file), unfinished]);
      rmSync(join(unfinished, file));
    }
    renameSync(unfinished, folder); // when whole
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function download(cwd: string, packages: () => readonly string[]): void {
  const run = (...args: string[]) => execFileSync('apt-get', ['--quiet=2', ...args], { cwd, stdio: 'pipe' });
  try {
    run('download', ...packages());
  } catch {
    run('update'); // its lists are old, or were never fetched
    run('download', ...packages());
  }
}
