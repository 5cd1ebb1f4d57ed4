import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

/** Nest's own optional packages: no app of these cells has them. Ours are not among them. */
const optionalOfNest = [
  '@nestjs/websockets/*',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  'class-transformer*',
  'class-validator',
];

/** Of what tsc has compiled: esbuild itself writes no metadata of decorators, by which Nest injects. */
const esbuild = (format: 'esm' | 'cjs', ...more: string[]) => [
  'dist/main.js',
  '--bundle',
  '--platform=node',
  '--minify',
  `--format=${format}`,
  ...optionalOfNest.map(name => `--external:${name}`),
  ...more,
];

/** What is bundled as an ES module may still call `require()`. */
const requireInEsm =
  "--banner:js=import { createRequire as bundled } from 'node:module'; const require = bundled(import.meta.url);";

const tsconfig = { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src'] };

export const bundlers: readonly Cell[] = [
  {
    row: 'esbuild, ES module, minified, everything in one file',
    install: { dependencies: nest12, devDependencies: { ...types, esbuild: '^0.28.0', typescript: '~6.0.0' } },
    manifest: { type: 'module' },
    sources: { ...appSources({ extension: '.js' }), 'tsconfig.json': tsconfig },
    build: async (_, run) => {
      await run('tsc');
      await run('esbuild', ...esbuild('esm', '--outfile=bundle/main.mjs', requireInEsm));
    },
    main: 'bundle/main.mjs',
  },
  {
    row: 'esbuild, CommonJS, minified, everything in one file',
    install: { dependencies: nest11, devDependencies: { ...types, esbuild: '^0.28.0', typescript: '~6.0.0' } },
    sources: { ...appSources(), 'tsconfig.json': tsconfig },
    build: async (_, run) => {
      await run('tsc');
      await run('esbuild', ...esbuild('cjs', '--outfile=bundle/main.cjs'));
    },
    main: 'bundle/main.cjs',
  },
];
