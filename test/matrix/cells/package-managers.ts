import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { messageSources } from '../message-sources.js';
import { nest12, types } from './dependencies.js';

const tsconfig = { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src'] };
const devDependencies = { ...types, typescript: '~6.0.0' };

const managers = [
  ['npm', 'npm'],
  ['pnpm', 'pnpm, strict (without hoisting)'],
  ['yarn', "Yarn Plug'n'Play"],
] as const;

export const packageManagers: readonly Cell[] = managers.flatMap(([manager, name]): Cell[] => [
  {
    row: `${name}, an app with jobs and routes`,
    manager,
    install: { dependencies: nest12, devDependencies },
    manifest: { type: 'module' },
    sources: { ...appSources({ extension: '.js' }), 'tsconfig.json': tsconfig },
    build: (_, run) => run(manager === 'yarn' ? 'yarn' : 'tsc', ...(manager === 'yarn' ? ['tsc'] : [])),
    main: 'dist/main.js',
  },
  {
    row: `${name}, a microservice that refuses a message`,
    manager,
    install: { dependencies: { ...nest12, '@nestjs/microservices': '^12.0.0' }, devDependencies },
    manifest: { type: 'module' },
    sources: { ...messageSources, 'tsconfig.json': tsconfig },
    build: async (_, run) => {
      await run(manager === 'yarn' ? 'yarn' : 'tsc', ...(manager === 'yarn' ? ['tsc'] : []));
      return run('node', 'dist/main.js');
    },
  },
]);
