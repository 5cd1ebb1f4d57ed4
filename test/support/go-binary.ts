import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GoProgram {
  /** What the binary is called. */
  readonly name: string;
  /** The folder of its Go module, in `test`; `kube-apiserver` unless told otherwise. */
  readonly module?: string;
  /** What `go build` makes it from in there: './cmd/apiserver', or a package of the modules it requires. */
  readonly source: string;
  readonly tags?: readonly string[];
  /** More for the linker, made from the text of go.mod. */
  linkerFlags?(goMod: string): string;
  /** Said when it has to be built. */
  readonly building: string;
}

/** Builds under way in this process, by what they make: several that ask at once share one. */
const builds = new Map<string, Promise<void>>();

/** The binary built earlier from the same sources, else `go build`. */
export async function goBinary(program: GoProgram): Promise<string> {
  const module = goModule(program.module ?? 'kube-apiserver');
  const built = join(cacheFolder(module, program), program.name);
  if (existsSync(built)) return built;
  const underWay = builds.get(built) ?? build(module, program, built).finally(() => builds.delete(built));
  builds.set(built, underWay);
  await underWay;
  return built;
}

/** Walks up, because a compiled copy of this file lies deeper than its source. */
function goModule(name: string): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const module = join(folder, 'test', name);
    if (existsSync(join(module, 'go.mod'))) return module;
    if (folder === dirname(folder)) throw new Error(`no test/${name} above ${start}`);
  }
}

/** In `.cache`, not `node_modules/.cache`, which `npm ci` deletes; by content, so that no stale binary is used. */
function cacheFolder(module: string, { name, source }: GoProgram): string {
  // Of another module's package, go.mod tells the version.
  const own = source.startsWith('./') ? readdirSync(join(module, source)).sort() : [];
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['go.mod', 'go.sum', ...own.map(file => join(source, file))]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(module, file)));
  }
  return join(module, '..', '..', '.cache', name, hash.digest('hex').slice(0, 16));
}

async function build(
  module: string,
  { source, tags = [], building, linkerFlags }: GoProgram,
  output: string,
): Promise<void> {
  mkdirSync(dirname(output), { recursive: true });
  // Renamed into place when whole: a build that is broken off, or two at a time, must not leave half a binary.
  const unfinished = `${output}.${process.pid}`;
  const flags = `-s -w ${linkerFlags?.(readFileSync(join(module, 'go.mod'), 'utf8')) ?? ''}`;
  const args = ['build', '-trimpath', '-buildvcs=false', '-tags', tags.join(','), '-ldflags', flags];
  await go([...args, '-o', unfinished, source], module, () =>
    process.stderr.write(`${building}, then it is kept in .cache/\n`),
  );
  renameSync(unfinished, output);
}

function go(args: string[], cwd: string, onStart: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd,
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let errors = '';
    child.on('spawn', onStart);
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', error => reject(new Error(`Go did not start: ${error.message}`)));
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`"go build" failed: ${errors}`))));
  });
}
