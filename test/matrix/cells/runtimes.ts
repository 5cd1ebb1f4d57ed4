import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

const devDependencies = { ...types, typescript: '~6.0.0' };
const tsconfig = { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src'] };

const onNode = (node: string): Cell[] => [
  {
    row: 'Nest 12, ES modules, Express',
    column: `Node ${node}`,
    install: { dependencies: nest12, devDependencies },
    manifest: { type: 'module' },
    sources: { ...appSources({ extension: '.js' }), 'tsconfig.json': tsconfig },
    node,
    build: (_, run) => run('tsc'),
    main: 'dist/main.js',
  },
  {
    row: 'Nest 11, CommonJS, Fastify',
    column: `Node ${node}`,
    install: { dependencies: { ...nest11, '@nestjs/platform-fastify': '^11.0.0' }, devDependencies },
    sources: { ...appSources({ http: 'fastify' }), 'tsconfig.json': tsconfig },
    node,
    build: (_, run) => run('tsc'),
    main: 'dist/main.js',
  },
];

const nests: readonly Cell[] = [
  {
    column: 'Node 24',
    node: '24',
    row: 'Nest 12, ES modules, Fastify',
    install: { dependencies: { ...nest12, '@nestjs/platform-fastify': '^12.0.0' }, devDependencies },
    manifest: { type: 'module' },
    sources: { ...appSources({ extension: '.js', http: 'fastify' }), 'tsconfig.json': tsconfig },
    build: (_, run) => run('tsc'),
    main: 'dist/main.js',
  },
  {
    column: 'Node 24',
    node: '24',
    row: 'Nest 12, CommonJS, Express',
    install: { dependencies: nest12, devDependencies },
    sources: { ...appSources(), 'tsconfig.json': tsconfig },
    build: (_, run) => run('tsc'),
    main: 'dist/main.js',
  },
  {
    column: 'Node 24',
    node: '24',
    row: 'Nest 11, CommonJS, `@nestjs/schedule` 12',
    install: { dependencies: { ...nest11, '@nestjs/schedule': '^12.0.0' }, devDependencies },
    sources: { ...appSources(), 'tsconfig.json': tsconfig },
    build: (_, run) => run('tsc'),
    main: 'dist/main.js',
  },
];

/** Its 2.x needs Node 22.19. */
const withKubeconfig = (version: '1.4' | '2', node: string): Cell => ({
  row: `Nest 12, a kubeconfig, \`@kubernetes/client-node\` ${version === '2' ? '2.x' : version}`,
  column: `Node ${node}`,
  install: {
    dependencies: { ...nest12, '@kubernetes/client-node': version === '2' ? '^2.0.0' : '~1.4.0' },
    devDependencies,
  },
  manifest: { type: 'module' },
  sources: { ...appSources({ extension: '.js', connection: 'kubeconfig' }), 'tsconfig.json': tsconfig },
  node,
  build: (_, run) => run('tsc'),
  main: 'dist/main.js',
});

export const runtimes: readonly Cell[] = [
  ...['20.19', '22', '24', '26'].flatMap(onNode),
  ...nests,
  ...['20.19', '22', '24', '26'].map(node => withKubeconfig('1.4', node)),
  ...['22', '24', '26'].map(node => withKubeconfig('2', node)),
];
