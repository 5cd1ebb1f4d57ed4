import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

const versions = ['5.7', '5.8', '5.9', '6.0', '7.0'] as const;
type Version = (typeof versions)[number];

const compilers = Object.fromEntries(
  versions.map(version => [`typescript-${version}`, `npm:typescript@~${version}.0`]),
);

const install = (dependencies: Readonly<Record<string, string>>) => ({
  dependencies,
  devDependencies: { ...types, ...compilers },
});

interface Mode {
  readonly name: string;
  readonly options: object;
  readonly from?: Version;
  readonly until?: Version;
  readonly fails?: (version: Version) => RegExp | undefined;
}

const esModules: readonly Mode[] = [
  { name: '`nodenext`', options: { module: 'nodenext' } },
  { name: '`node16`', options: { module: 'node16' } },
  { name: '`node20`', options: { module: 'node20' }, from: '5.9' },
  { name: '`esnext` and `bundler`', options: { module: 'esnext', moduleResolution: 'bundler' } },
];

/** Before 5.8 the compiler does not know that `require()` can load ES modules. */
const cannotRequire = /TS1479/;

const commonJs: readonly Mode[] = [
  {
    name: '`nodenext`',
    options: { module: 'nodenext' },
    fails: version => (version < '5.8' ? cannotRequire : undefined),
  },
  { name: '`node16`', options: { module: 'node16' }, fails: () => cannotRequire },
  { name: '`node20`', options: { module: 'node20' }, from: '5.9' },
  { name: '`commonjs` and `node`', options: { module: 'commonjs', moduleResolution: 'node' }, until: '5.9' },
  {
    name: '`commonjs` and `node`, with `ignoreDeprecations`',
    options: { module: 'commonjs', moduleResolution: 'node', ignoreDeprecations: '6.0' },
    from: '6.0',
    until: '6.0',
  },
  {
    name: '`commonjs` and `bundler`',
    options: { module: 'commonjs', moduleResolution: 'bundler' },
    from: '6.0',
  },
];

function cells(what: string, modes: readonly Mode[], nest: Readonly<Record<string, string>>, isEsm: boolean): Cell[] {
  return versions.flatMap(version =>
    modes
      .filter(({ from = '5.7', until = '7.0' }) => version >= from && version <= until)
      .map(({ name, options, fails }) => ({
        row: `${what}, ${name}`,
        column: `TypeScript ${version}`,
        compiler: `typescript-${version}`,
        install: install(nest),
        manifest: isEsm ? { type: 'module' } : {},
        sources: {
          ...appSources({ extension: isEsm ? '.js' : '' }),
          'tsconfig.json': { compilerOptions: { ...compilerOptions, ...options }, include: ['src'] },
        },
        build: (_, run) => run('node', `node_modules/typescript-${version}/bin/tsc`),
        main: 'dist/main.js',
        fails: fails?.(version),
      })),
  );
}

export const typescript: readonly Cell[] = [
  ...cells('ES modules', esModules, nest12, true),
  ...cells('CommonJS', commonJs, nest11, false),
];
