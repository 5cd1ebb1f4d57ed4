import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell } from './cell.js';
import { managerVersion } from './install.js';
import { type ToolchainApp } from './toolchain-app.js';

/** What a reader asks for; the rest of what is installed says nothing to anybody. */
const told = [
  '@kubernetes/client-node',
  '@nestjs/cli',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/platform-fastify',
  '@nestjs/schedule',
  '@rspack/core',
  '@sentry/nestjs',
  '@swc/core',
  'esbuild',
  'jest',
  'ts-jest',
  'typescript',
  'vitest',
  'webpack',
];

/** The versions that took part in trying a cell. Plug'n'Play has no folder that tells those of its packages. */
export async function versionsOf(app: ToolchainApp, cell: Cell, node: string): Promise<Record<string, string>> {
  const { dependencies, devDependencies = {} } = cell.install;
  const asked = Object.keys({ ...dependencies, ...devDependencies });
  const installed = told
    .map(name => [name, versionIn(app.path('node_modules', (name === 'typescript' && cell.compiler) || name))] as const)
    .filter(
      ([name, version]) => version !== undefined && asked.includes((name === 'typescript' && cell.compiler) || name),
    );
  return {
    node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1),
    ...(Object.fromEntries(installed) as Record<string, string>),
    ...(await managerVersion(cell.manager ?? 'npm')),
  };
}

/** @param folder of a package */
export function versionIn(folder: string): string | undefined {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : undefined;
}
