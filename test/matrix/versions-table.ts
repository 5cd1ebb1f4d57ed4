import { type Result } from './results.js';

/** What the README tells, and which of the recorded versions it tells of. */
const rows: readonly [what: string, packages: Readonly<Record<string, string>>][] = [
  ['Node', { node: '' }],
  ['Nest', { '@nestjs/core': '', '@nestjs/platform-express': 'Express', '@nestjs/platform-fastify': 'Fastify' }],
  ['TypeScript', { typescript: '' }],
  ['`@nestjs/schedule`', { '@nestjs/schedule': '' }],
  ['`@kubernetes/client-node`, for a kubeconfig', { '@kubernetes/client-node': '' }],
  ['`nest build`', { '@nestjs/cli': '', '@swc/core': 'swc', webpack: 'webpack', '@rspack/core': 'rspack' }],
  ['Bundlers', { esbuild: 'esbuild' }],
  ['Test runners', { jest: 'Jest', vitest: 'Vitest' }],
  ['Package managers', { pnpm: 'pnpm', yarn: "Yarn Plug'n'Play" }],
];

/** The versions with which an app was seen to work, as Markdown. */
export function versionsTable(results: readonly Result[]): string {
  const worked = results.filter(({ result }) => result === 'works').map(({ versions }) => versions);
  const seen = (name: string) => [...new Set(worked.map(versions => versions[name]).filter(isDefined))].sort(byVersion);
  const lines = rows.map(([what, packages]) => {
    const parts = Object.entries(packages)
      .filter(([name]) => seen(name).length > 0)
      .map(([name, label]) => `${label} ${seen(name).join(', ')}`.trim());
    return `| ${what} | ${parts.join('; ')} |`;
  });
  return ['| | tried with |', '|---|---|', ...lines, ''].join('\n');
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

const byVersion = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });
