/** Jest as ESM with swc; run through `npm run jest`, which adds Node's flag for ESM modules. */
const shared = {
  testEnvironment: 'node',
  // Of `npm run coverage`. Files of types alone are never loaded, and so not counted.
  coveragePathIgnorePatterns: ['<rootDir>/(?!lib/core/(election|elector)/)'],
  // Copies of the package, of the same name.
  modulePathIgnorePatterns: ['<rootDir>/.build/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^nestjs-kubernetes-leader$': '<rootDir>/lib/index.ts',
    '^nestjs-kubernetes-leader/elector$': '<rootDir>/lib/core/index.ts',
    '^nestjs-kubernetes-leader/metrics$': '<rootDir>/lib/metrics/index.ts',
    '^nestjs-kubernetes-leader/opentelemetry$': '<rootDir>/lib/opentelemetry/index.ts',
    '^nestjs-kubernetes-leader/terminus$': '<rootDir>/lib/terminus/index.ts',
    '^nestjs-kubernetes-leader/testing$': '<rootDir>/lib/testing/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const suite = name => ({ ...shared, displayName: name, testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`] });

/** Of real processes, and of what they install. */
const slow = name => ({ ...suite(name), setupFilesAfterEnv: ['<rootDir>/test/support/slow.ts'] });

/** What the Nest face does, once more, on the Nest before. */
const nest11 = {
  ...shared,
  displayName: 'nest-11',
  testMatch: [
    '<rootDir>/test/unit/{nest,terminus}/**/*.spec.ts',
    '<rootDir>/test/unit/ticks/{once,usage}.spec.ts',
    '<rootDir>/test/integration/nest/**/*.spec.ts',
  ],
  moduleNameMapper: {
    ...shared.moduleNameMapper,
    '^(@nestjs/.*|rxjs|rxjs/.*|reflect-metadata)$': '<rootDir>/.cache/nest-11/node_modules/$1',
  },
  globalSetup: '<rootDir>/test/compatibility/install.js',
};

export default {
  // For what hangs, and no limit to how fast it has to be: the machine may have other things to do.
  testTimeout: 60_000,
  coverageProvider: 'v8',
  coverageDirectory: '.cache/coverage',
  coverageReporters: ['text', 'json-summary'],
  coverageThreshold: { './lib/core/election/': { branches: 100 }, './lib/core/elector/': { branches: 95 } },
  projects: [
    ...['unit', 'simulation', 'integration'].map(suite),
    { ...suite('e2e'), globalSetup: '<rootDir>/test/e2e/global-setup.js' },
    { ...slow('commands'), globalSetup: '<rootDir>/test/commands/global-setup.js' },
    nest11,
    ...['cluster', 'life', 'soak', 'samples', 'neighbours', 'monitoring', 'browser', 'demo', 'packaging', 'site', 'compatibility', 'matrix', 'mutations'].map(slow),
  ],
};
