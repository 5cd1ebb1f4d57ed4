import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type NodeProgramOptions } from '../support/node-program.js';
import { elects } from './election.js';
import { type Dependencies, install, node, type PackageManager, yarn } from './install.js';
import { ToolchainApp } from './toolchain-app.js';
import { versionsOf } from './versions.js';

/** One way to build and run an app. */
export interface Cell {
  /** What is tried, as docs/compatibility.md names it. */
  readonly row: string;
  /** With what of several, which are columns there. */
  readonly column?: string;
  /** @default 'npm' */
  readonly manager?: PackageManager;
  readonly install: Dependencies;
  /** Of `package.json`. */
  readonly manifest?: object;
  readonly sources: Readonly<Record<string, string | object>>;
  /** The line of Node's releases that builds and runs it. @default the one that runs the tests */
  readonly node?: string;
  /** Compiles, bundles, or runs the app's own tests. */
  build(app: ToolchainApp, run: (command: string, ...args: string[]) => Promise<string>): Promise<unknown>;
  /** The program that two replicas run. @default none: the app's own tests were enough */
  readonly main?: string;
  /** The compiler that it uses, if several are installed: under which name. */
  readonly compiler?: string;
  /** What the compiler must say, if this cannot work. */
  readonly fails?: RegExp;
}

/**
 * Resolves if it works, or fails as it must.
 *
 * @returns the versions that took part
 */
export async function tryOut(cell: Cell, tarball: string): Promise<Record<string, string>> {
  const app = new ToolchainApp();
  try {
    await install(app, cell.manager ?? 'npm', tarball, cell.install, cell.manifest);
    app.write(cell.sources);
    const options = {
      node: cell.node === undefined ? process.execPath : await node(cell.node),
      env: cell.manager === 'yarn' ? { NODE_OPTIONS: plugAndPlay(app) } : {},
    };
    const build = cell.build(app, async (command, ...args) =>
      command === 'yarn'
        ? app.run('node', [await yarn(), ...args], { node: options.node })
        : app.run(command, args, options),
    );
    if (cell.fails !== undefined) await expectFailure(build, cell.fails);
    else await build;
    if (cell.fails === undefined && cell.main !== undefined) await electsOnce(app, cell, cell.main, options);
    return await versionsOf(app, cell, options.node);
  } finally {
    await app.remove();
  }
}

const held = new Map<string, Promise<void>>();

/** Holds an election, unless one was held of the very same program: compilers of several versions mostly agree. */
function electsOnce(app: ToolchainApp, cell: Cell, main: string, options: NodeProgramOptions): Promise<void> {
  const program = createHash('sha256').update(JSON.stringify([cell.install, cell.manifest, options]));
  const folder = app.path(dirname(main));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.[cm]?js$/.test(path)) program.update(`${path}\n${readFileSync(join(folder, path), 'utf8')}`);
  }
  const key = program.digest('hex');
  if (!held.has(key)) held.set(key, elects(app, main, options));
  return held.get(key)!;
}

/** What `yarn node` sets. */
const plugAndPlay = (app: ToolchainApp) =>
  `--require ${app.path('.pnp.cjs')} --experimental-loader ${app.path('.pnp.loader.mjs')} --no-warnings`;

async function expectFailure(build: Promise<unknown>, expected: RegExp): Promise<void> {
  const failure = await build.then(
    () => 'It works.',
    (error: Error) => error.message,
  );
  if (!expected.test(failure)) throw new Error(`Expected it to fail with ${expected}: ${failure}`);
}

export const nameOf = ({ row, column }: Cell): string => (column === undefined ? row : `${row}, ${column}`);
