import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

/** Nest's own optional packages: no app of these cells has them. Ours are not among them. */
const optionalOfNest = [
  '@nestjs/websockets/socket-module*',
  '@nestjs/microservices/microservices-module*',
  'class-transformer*',
  'class-validator',
];

const esbuild = (format: 'esm' | 'cjs', ...more: string[]) => [
  'src/main.ts',
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
    name: 'esbuild, ES module, minified, everything in one file',
    install: { dependencies: nest12, devDependencies: { ...types, esbuild: '^0.28.0' } },
    manifest: { type: 'module' },
    sources: { ...appSources({ extension: '.js' }), 'tsconfig.json': tsconfig },
    build: (_, run) => run('esbuild', ...esbuild('esm', '--outfile=dist/main.mjs', requireInEsm)),
    main: 'dist/main.mjs',
  },
  {
    name: 'esbuild, CommonJS, minified, everything in one file',
    install: { dependencies: nest11, devDependencies: { ...types, esbuild: '^0.28.0' } },
    sources: { ...appSources(), 'tsconfig.json': tsconfig },
    build: (_, run) => run('esbuild', ...esbuild('cjs', '--outfile=dist/main.cjs')),
    main: 'dist/main.cjs',
  },
];
