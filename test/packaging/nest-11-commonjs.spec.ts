import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FreshApp } from '../support/fresh-app.js';
import { codeBlocks, marked } from '../support/documents.js';
import { itElectsALeader } from './electing.js';
import { main, readersApp } from './readers-app.js';

/** As `nest new` of Nest 11 leaves it. */
const compilerOptions = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  esModuleInterop: true,
  isolatedModules: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  target: 'ES2023',
  strictNullChecks: true,
  noImplicitAny: false,
  rootDir: 'src',
  outDir: 'dist',
};

/** As Nest apps had it for years. */
const classic = { ...compilerOptions, module: 'commonjs', moduleResolution: 'node', isolatedModules: false };

const [documentedLines] = codeBlocks('json', marked('jest-commonjs'));

/** As `nest new` of Nest 11 leaves it, and then the lines that docs/testing.md gives. */
const jest = {
  moduleFileExtensions: ['js', 'json', 'ts'],
  rootDir: 'src',
  testRegex: '.*\\.spec\\.ts$',
  transform: { '^.+\\.(t|j)s$': 'ts-jest' },
  testEnvironment: 'node',
  ...JSON.parse(documentedLines),
};

const ownTest = `
  import { Test } from '@nestjs/testing';
  import { LeaderService } from 'nestjs-kubernetes-leader';
  import { Elector } from 'nestjs-kubernetes-leader/elector';
  import { LeadershipSwitch } from 'nestjs-kubernetes-leader/testing';
  import { AppModule, InvoiceJobs } from './app.module';

  describe('InvoiceJobs', () => {
    const sent = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response());

    it('sends invoices while it leads', async () => {
      const leadership = new LeadershipSwitch();
      const module = await leadership.override(Test.createTestingModule({ imports: [AppModule] })).compile();
      await module.init();
      const jobs = module.get(InvoiceJobs);
      await jobs.sendInvoices();
      expect(sent).not.toHaveBeenCalled();
      await leadership.acquire();
      expect(module.get(LeaderService).isLeader).toBe(true);
      await jobs.sendInvoices();
      expect(sent).toHaveBeenCalledTimes(1);
      await module.close();
    });

    it('can use the elector without Nest', async () => {
      const elector = new Elector({ connection: 'none', logger: false });
      await elector.start();
      expect(elector.isLeader).toBe(true);
      await elector.stop();
    });
  });
`;

describe('The package, installed in a fresh Nest 11 app of CommonJS', () => {
  let app: FreshApp;

  beforeAll(() => {
    app = new FreshApp({
      manifest: {
        dependencies: {
          '@nestjs/common': '^11.0.0',
          '@nestjs/core': '^11.0.0',
          '@nestjs/schedule': '^6.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
        devDependencies: {
          '@nestjs/testing': '^11.0.0',
          '@types/jest': '^30.0.0',
          '@types/node': '^20.19.0',
          jest: '^30.0.0',
          'ts-jest': '^29.4.0',
          typescript: '^5.9.0',
        },
        jest,
      },
      sources: {
        ...readersApp,
        'src/main.ts': main(''),
        'src/app.module.spec.ts': ownTest,
        'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
        'tsconfig.classic.json': JSON.stringify({ compilerOptions: { ...classic, noEmit: true }, include: ['src'] }),
      },
    });
    app.install();
    app.compile();
  });
  afterAll(() => app?.remove());

  itElectsALeader(() => app);

  it('is found by the compiler of an app with older settings, too', () => {
    app.compile('tsconfig.classic.json');
  });

  it("is imported by the app's own tests with the lines that docs/testing.md gives", () => {
    expect(app.run('node_modules/.bin/jest')).toContain('2 passed, 2 total');
  });
});
