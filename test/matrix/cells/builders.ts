import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

/** What `nest new` of each version leaves: Nest 11's names no `rootDir`, by which its swc goes. */
const tsconfig = {
  12: { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src'] },
  11: {
    compilerOptions: { ...compilerOptions, module: 'nodenext', moduleResolution: 'nodenext', rootDir: undefined },
    include: ['src'],
  },
};

const swc = { '@swc/cli': '^0.8.0', '@swc/core': '^1.15.0' };
const webpack = { webpack: '^5.105.0', 'ts-loader': '^9.5.0', 'webpack-node-externals': '^3.0.0' };
const pluginsOfNest12 = {
  'fork-ts-checker-webpack-plugin': '^9.1.0',
  'tsconfig-paths-webpack-plugin': '^4.2.0',
};
const rspack = {
  '@rspack/core': '^2.1.10',
  'ts-loader': '^9.5.0',
  'webpack-node-externals': '^3.0.0',
  ...pluginsOfNest12,
};

const nestCli = (builder: string, options: object = {}) => ({
  'nest-cli.json': {
    sourceRoot: 'src',
    compilerOptions: { deleteOutDir: true, builder: { type: builder, ...options } },
  },
});

/** Everything in one file: also what is in no app, as Nest's own optional packages. */
const takeEverythingIn = `
const { IgnorePlugin } = require('webpack');
/** Nest's own optional packages, as its documentation has it. Ours are not among them. */
const optional = ['@nestjs/websockets/socket-module', '@nestjs/microservices/microservices-module', '@nestjs/microservices',
  'class-transformer', 'class-transformer/storage', 'class-validator', '@fastify/static', '@fastify/view'];
module.exports = options => ({
  ...options,
  mode: 'production',
  externals: [],
  optimization: { minimize: true },
  plugins: [
    ...options.plugins,
    new IgnorePlugin({
      checkResource: (resource, context) => optional.includes(resource) && /node_modules.@nestjs/.test(context),
    }),
  ],
});
`;

const inNest12 = (name: string, tools: Readonly<Record<string, string>>, sources: object): Cell => ({
  row: `Nest 12, ES modules, ${name}`,
  install: {
    dependencies: nest12,
    devDependencies: { ...types, '@nestjs/cli': '^12.0.0', typescript: '~6.0.0', ...tools },
  },
  manifest: { type: 'module' },
  sources: { ...appSources({ extension: '.js' }), 'tsconfig.json': tsconfig[12], ...sources },
  node: '24',
  build: (_, run) => run('nest', 'build'),
  main: 'dist/main.js',
});

const inNest11 = (name: string, tools: Readonly<Record<string, string>>, sources: object): Cell => ({
  row: `Nest 11, CommonJS, ${name}`,
  install: {
    dependencies: nest11,
    devDependencies: { ...types, '@nestjs/cli': '^11.0.0', typescript: '~5.9.0', ...tools },
  },
  sources: { ...appSources(), 'tsconfig.json': tsconfig[11], ...sources },
  build: (_, run) => run('nest', 'build'),
  main: 'dist/main.js',
});

export const builders: readonly Cell[] = [
  inNest12('`nest build`', {}, nestCli('tsc')),
  inNest12('`nest build` with swc', swc, nestCli('swc')),
  // Its webpack makes CommonJS.
  {
    ...inNest12('', { ...webpack, ...pluginsOfNest12 }, {}),
    row: 'Nest 12, CommonJS, `nest build` with webpack',
    manifest: {},
    sources: { ...appSources(), 'tsconfig.json': tsconfig[12], ...nestCli('webpack') },
  },
  inNest12('`nest build` with rspack', rspack, nestCli('rspack')),
  inNest11('`nest build`', {}, nestCli('tsc')),
  inNest11('`nest build` with swc', swc, nestCli('swc')),
  inNest11('`nest build` with webpack', webpack, nestCli('webpack')),
  inNest11('`nest build` with webpack, production, everything in one file', webpack, {
    ...nestCli('webpack'),
    'webpack.config.js': takeEverythingIn,
  }),
];
