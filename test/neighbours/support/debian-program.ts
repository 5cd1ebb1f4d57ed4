import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { debianPackages } from '../../cluster/node/debian-packages.js';
import { root } from '../../support/packed-package.js';

/** A program's files as Debian packages them, unpacked in `.cache`, with the libraries that the machine may not have. */
export interface DebianProgram {
  /** Like `/`, for these packages. */
  readonly folder: string;
  readonly env: { readonly LD_LIBRARY_PATH: string };
}

/** @param name the package */
export function debianProgram(name: string): DebianProgram {
  const folder = debianPackages(join(root, '.cache/debian', name), () => withLibraries(name));
  const libraries = join(folder, 'usr/lib');
  const [architecture] = readdirSync(libraries).filter(entry => entry.includes('-linux-'));
  const LD_LIBRARY_PATH = [join(libraries, architecture), join(folder, 'lib', architecture)].join(':');
  return { folder, env: { LD_LIBRARY_PATH } };
}

/** What a machine with Node has already, and parts that nobody here uses: LLVM is a hundred megabytes. */
const leftOut = /^(libc6|libc-bin|libcrypt1|libgcc-s1|libstdc\+\+6|libllvm.*|lib.*-perl)$/;

/** The package, what it is split into, and the libraries that it needs, and that those need. */
function withLibraries(name: string): string[] {
  const isPart = (dependency: string) =>
    (dependency.startsWith('lib') || dependency.startsWith(name.split('-')[0])) && !leftOut.test(dependency);
  const found = new Set([name]);
  for (let latest = [name]; latest.length > 0;) {
    latest = dependenciesOf(latest).filter(dependency => isPart(dependency) && !found.has(dependency));
    for (const dependency of latest) found.add(dependency);
  }
  return [...found];
}

/** Without alternatives, and without names that other packages only provide. */
function dependenciesOf(packages: readonly string[]): string[] {
  const text = execFileSync('apt-cache', ['depends', '--important', ...packages], { encoding: 'utf8' });
  const lines = text.split('\n').filter((_, index, all) => !all[index - 1]?.startsWith(' |'));
  return [...new Set(lines.flatMap(line => /^[ |]{2}(?:Pre)?Depends: ([a-z][^<>\s]*)$/.exec(line)?.[1] ?? []))];
}
