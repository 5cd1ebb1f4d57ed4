import { codeBlocks, marked } from '../../support/documents.js';
import { type Cell } from '../cell.js';
import { type Dependencies, type PackageManager } from '../install.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, nest12, types } from './dependencies.js';

/** What the documentation has a reader put into jest's configuration. */
const documented = (mark: string) => JSON.parse(codeBlocks('json', marked(mark))[0]) as object;

/** As `nest new` of Nest 11 leaves it. */
const jestOfNest11 = {
  moduleFileExtensions: ['js', 'json', 'ts'],
  rootDir: 'src',
  testRegex: '.*\\.spec\\.ts$',
  transform: { '^.+\\.(t|j)s$': 'ts-jest' },
  testEnvironment: 'node',
};

/** As `nest new` leaves `test/jest-e2e.json`. */
const jestE2e = { ...jestOfNest11, rootDir: '.', testRegex: '.e2e-spec.ts$' };

const tsconfig = { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src', 'test'] };

/** @param from where `AppModule` is */
const test = (globals: string, from: string) => `
import { Test } from '@nestjs/testing';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { Elector } from 'nestjs-kubernetes-leader/elector';
import { LeadershipSwitch } from 'nestjs-kubernetes-leader/testing';
import { AppModule, InvoiceJobs } from '${from}';
${globals}

it('calls the job only while it leads', async () => {
  const leadership = new LeadershipSwitch();
  const said: unknown[] = [];
  console.log = (line: unknown) => void said.push(line);
  const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
  await module.init();
  const sends = () => said.filter(line => String(line).startsWith('sends'));
  await module.get(InvoiceJobs).sendInvoices();
  expect(sends()).toEqual([]);
  await leadership.acquire();
  expect(module.get(LeaderService).isLeader).toBe(true);
  await module.get(InvoiceJobs).sendInvoices();
  expect(sends().length).toBeGreaterThan(0);
  await module.close();
});

it('can use the elector without Nest', async () => {
  const elector = new Elector({ connection: 'none', logger: false });
  await elector.start();
  expect(elector.isLeader).toBe(true);
  await elector.stop();
});
`;

/** As `nest new` of Nest 12 leaves it, without what it has for aliases of paths. */
const vitestConfig = `
import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { globals: true, root: './', include: ['**/*.spec.ts'] } });
`;

const jest = { jest: '^30.0.0', '@types/jest': '^30.0.0' };
const tsJest = { ...jest, 'ts-jest': '^29.4.0', typescript: '~5.9.0' };
const swcJest = { ...jest, '@swc/core': '^1.15.0', '@swc/jest': '^0.2.0', typescript: '~5.9.0' };

const oldNest: Dependencies = { dependencies: nest11, devDependencies: { ...types, '@nestjs/testing': '^11.0.0' } };
const newSchedule: Dependencies = { ...oldNest, dependencies: { ...nest11, '@nestjs/schedule': '^12.0.0' } };
const newNest: Dependencies = { dependencies: nest12, devDependencies: { ...types, '@nestjs/testing': '^12.0.0' } };

const withTools = (wanted: Dependencies, tools: Readonly<Record<string, string>>): Dependencies => ({
  ...wanted,
  devDependencies: { ...wanted.devDependencies, ...tools },
});

const isolated = { ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, types: ['node', 'jest'] } };

const passed = async (output: Promise<string>) => {
  const text = await output;
  if (!/2 passed/.test(text)) throw new Error(text);
};

/** Of a CommonJS app. */
const inCommonJs = (name: string, install: Dependencies, lines: object, manager: PackageManager = 'npm'): Cell => ({
  row: `jest in a CommonJS app, ${name}`,
  manager,
  install,
  manifest: { jest: { ...jestOfNest11, ...lines } },
  sources: {
    ...appSources(),
    'src/app.module.spec.ts': test('', './app.module'),
    'tsconfig.json': isolated,
  },
  build: (_, run) => passed(manager === 'yarn' ? run('yarn', 'jest') : run('jest')),
});

const endToEnd = (name: string, install: Dependencies, lines: object): Cell => ({
  row: `jest in a CommonJS app, Nest 11, \`test/jest-e2e.json\`, ${name}`,
  install,
  sources: {
    ...appSources(),
    'test/app.e2e-spec.ts': test('', '../src/app.module'),
    'test/jest-e2e.json': { ...jestE2e, ...lines },
    'tsconfig.json': { ...isolated, compilerOptions: { ...isolated.compilerOptions, rootDir: '.' } },
  },
  build: (_, run) => passed(run('jest', '--config', 'test/jest-e2e.json')),
});

/** Nest 12 itself has `import.meta`, which ts-jest leaves as it is. (Jest can load ES modules from Node 24.9 on.) */
const importMeta = /Must use import to load ES Module/;

const tsJestLines = documented('jest-commonjs');
const swcJestLines = documented('swc-jest-commonjs');

export const testRunners: readonly Cell[] = [
  inCommonJs('Nest 11, ts-jest', withTools(oldNest, tsJest), tsJestLines),
  inCommonJs('Nest 11, ts-jest, pnpm', withTools(oldNest, tsJest), tsJestLines, 'pnpm'),
  // ts-jest has peers that it does not require anybody to have, and needs all the same.
  inCommonJs(
    "Nest 11, ts-jest and jest-util, Yarn Plug'n'Play",
    withTools(oldNest, { ...tsJest, 'jest-util': '^30.0.0' }),
    tsJestLines,
    'yarn',
  ),
  inCommonJs('Nest 11, `@nestjs/schedule` 12, ts-jest', withTools(newSchedule, tsJest), tsJestLines),
  inCommonJs('Nest 11, `@nestjs/schedule` 12, ts-jest, pnpm', withTools(newSchedule, tsJest), tsJestLines, 'pnpm'),
  inCommonJs('Nest 11, @swc/jest', withTools(oldNest, swcJest), swcJestLines),
  inCommonJs('Nest 11, `@nestjs/schedule` 12, @swc/jest', withTools(newSchedule, swcJest), swcJestLines),
  inCommonJs('Nest 11, `@nestjs/schedule` 12, @swc/jest, pnpm', withTools(newSchedule, swcJest), swcJestLines, 'pnpm'),
  inCommonJs(
    "Nest 11, `@nestjs/schedule` 12, @swc/jest, Yarn Plug'n'Play",
    withTools(newSchedule, swcJest),
    swcJestLines,
    'yarn',
  ),
  {
    ...inCommonJs('Nest 12, ts-jest', withTools(newNest, tsJest), tsJestLines),
    node: '20.19',
    fails: importMeta,
  },
  inCommonJs('Nest 12, @swc/jest', withTools(newNest, swcJest), swcJestLines),
  endToEnd('ts-jest', withTools(oldNest, tsJest), tsJestLines),
  endToEnd('@swc/jest', withTools(oldNest, swcJest), swcJestLines),
  {
    row: 'jest in an app of ES modules, Nest 12, @swc/jest',
    install: withTools(newNest, swcJest),
    manifest: { type: 'module', jest: { ...jestOfNest11, ...documented('jest-esm') } },
    sources: {
      ...appSources({ extension: '.js' }),
      'src/app.module.spec.ts': test('', './app.module.js'),
      'tsconfig.json': isolated,
    },
    build: (_, run) => passed(run('node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js')),
  },
  {
    row: 'vitest, Nest 12',
    node: '24',
    install: withTools(newNest, { '@types/node': '^24.0.0', typescript: '~6.0.0', vitest: '^5.0.0', vite: '^8.0.0' }),
    manifest: { type: 'module' },
    sources: {
      ...appSources({ extension: '.js' }),
      'src/app.module.spec.ts': test("import { expect, it } from 'vitest';", './app.module.js'),
      'tsconfig.json': tsconfig,
      'vitest.config.ts': vitestConfig,
    },
    build: (_, run) => passed(run('vitest', 'run')),
  },
];
