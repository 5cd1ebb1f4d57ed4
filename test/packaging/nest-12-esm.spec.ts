import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { FreshApp } from '../support/fresh-app.js';
import { itElectsALeader } from './electing.js';
import { main, readersApp } from './readers-app.js';

/** As `nest new` leaves it. */
const compilerOptions = {
  module: 'nodenext',
  target: 'ES2023',
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
  rootDir: 'src',
  outDir: 'dist',
};

describe('The package, installed in a fresh Nest 12 app of ES modules', () => {
  let app: FreshApp;

  beforeAll(() => {
    app = new FreshApp({
      manifest: {
        type: 'module',
        dependencies: {
          '@nestjs/common': '^12.0.0',
          '@nestjs/core': '^12.0.0',
          '@nestjs/schedule': '^12.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
        devDependencies: { '@types/node': '^20.19.0', typescript: '^6.0.0' },
      },
      sources: {
        ...readersApp,
        'src/main.ts': main('.js'),
        'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
      },
    });
    app.install();
    app.compile();
  });
  afterAll(() => app?.remove());

  it('brings no other package along', () => {
    expect(existsSync(app.path('node_modules/nestjs-kubernetes-leader'))).toBe(true);
    expect(existsSync(app.path('node_modules/nestjs-kubernetes-leader/node_modules'))).toBe(false);
    expect(existsSync(app.path('node_modules/@kubernetes'))).toBe(false);
  });

  itElectsALeader(() => app);
});
