import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nest12 } from '../matrix/cells/dependencies.js';
import { install } from '../matrix/install.js';
import { ToolchainApp } from '../matrix/toolchain-app.js';
import { FreshApp } from '../support/fresh-app.js';
import { packPackage } from '../support/packed-package.js';

/** Of a package in the same repository, which has a copy of ours under its own `node_modules`. */
const reports = `
  import { Controller, Get, UseGuards } from '@nestjs/common';
  import { LeaderElectionModule, LeaderGuard, OnLeadershipAcquired, OnlyLeader } from 'nestjs-kubernetes-leader';

  /** What a compiler makes of decorators on a method. */
  function decorated(type, key, ...decorators) {
    const descriptor = Object.getOwnPropertyDescriptor(type.prototype, key);
    for (const decorate of decorators.reverse()) decorate(type.prototype, key, descriptor);
    Object.defineProperty(type.prototype, key, descriptor);
    return type;
  }

  const provider = type => ({ module: class ReportsModule {}, providers: [type] });
  const gated = decorated(class ReportJobs { run() {} }, 'run', OnlyLeader());
  const once = decorated(class ReportJobs { run() {} }, 'run', OnlyLeader({ once: true }));
  const named = decorated(class ReportJobs { run() {} }, 'run', OnlyLeader('reports'));
  const handler = decorated(class ReportJobs { run() {} }, 'run', OnLeadershipAcquired());
  const guarded = decorated(class ReportRoutes { show() {} }, 'show', Get('reports'), UseGuards(LeaderGuard));
  Controller()(guarded);

  export const modules = {
    gated: provider(gated),
    once: provider(once),
    named: provider(named),
    handler: provider(handler),
    guarded: { module: class ReportsModule {}, controllers: [guarded] },
    root: { module: class ReportsModule {}, imports: [LeaderElectionModule.forRoot({ leaseName: 'billing' })] },
    none: { module: class ReportsModule {} },
  };
`;

const app = (first: string, second: string) => `
  import 'reflect-metadata';
  ${first}
  ${second}
  import { NestFactory } from '@nestjs/core';

  const AppModule = {
    module: class AppModule {},
    imports: [
      LeaderElectionModule.forRoot({ leaseName: 'billing' }),
      LeaderElectionModule.forFeature({ name: 'reports' }),
      modules[process.argv[2]],
    ],
  };
  try {
    const app = await NestFactory.create(AppModule, { abortOnError: false, logger: false });
    await app.init();
    console.log('started');
    await app.close();
  } catch (error) {
    console.log(error.code, error.message);
  }
`;

const ours = "import { LeaderElectionModule } from 'nestjs-kubernetes-leader';";
const theirs = "import { modules } from './packages/reports/index.js';";

describe('Two installed copies of the package in one app', () => {
  let fresh: FreshApp;

  beforeAll(() => {
    fresh = new FreshApp({
      manifest: {
        type: 'module',
        dependencies: {
          '@nestjs/common': '^12.0.0',
          '@nestjs/core': '^12.0.0',
          '@nestjs/platform-express': '^12.0.0',
          'reflect-metadata': '^0.2.0',
          rxjs: '^7.8.0',
        },
      },
      sources: {
        'ours-first.js': app(ours, theirs),
        'theirs-first.js': app(theirs, ours),
        'packages/reports/index.js': reports,
        'packages/reports/package.json': JSON.stringify({ name: 'reports', type: 'module' }),
      },
    });
    fresh.install();
    // As npm lays out a second version: Nest above, once, and the package beside who wants it.
    const second = 'packages/reports/node_modules/nestjs-kubernetes-leader';
    fresh.run('mkdir', '-p', second);
    fresh.run('cp', '-r', 'node_modules/nestjs-kubernetes-leader/.', second);
  });
  afterAll(() => fresh?.remove());

  describe.each(['ours-first.js', 'theirs-first.js'])('(%s)', main => {
    it.each(['gated', 'once', 'named', 'handler', 'guarded', 'root'])(
      'do not let it start, and the error names both places: %s',
      what => {
        const said = fresh.run(process.execPath, main, what);
        expect(said).toMatch(/^secondCopy Two copies of nestjs-kubernetes-leader meet in this app: version \d/);
        expect(said).toContain(`in ${fresh.path('node_modules/nestjs-kubernetes-leader/dist')}/`);
        expect(said).toContain(`in ${fresh.path('packages/reports/node_modules/nestjs-kubernetes-leader/dist')}/`);
      },
    );

    it('do no harm if only one of them is used', () => {
      expect(fresh.run(process.execPath, main, 'none')).toBe('started\n');
    });
  });
});

/** It installs a package once for each set of peers: each of these has another `prom-client` beside it. */
describe('Two packages of a pnpm workspace with the same version', () => {
  const workspace = new ToolchainApp();
  afterAll(() => workspace.remove());

  it('have a copy each if their optional peers differ, and the error names both places', async () => {
    const { file } = packPackage(workspace.folder);
    workspace.write({
      'pnpm-workspace.yaml': 'packages: [packages/*]\n',
      'main.js': app(ours, "import { modules } from 'reports';"),
      'packages/reports/index.js': reports,
      'packages/reports/package.json': {
        name: 'reports',
        type: 'module',
        main: 'index.js',
        dependencies: { ...nest12, 'nestjs-kubernetes-leader': `file:${file}`, 'prom-client': '15.0.0' },
      },
    });
    await install(
      workspace,
      'pnpm',
      file,
      { dependencies: { ...nest12, 'prom-client': '15.1.3', reports: 'workspace:*' } },
      { type: 'module' },
    );
    const said = await workspace.run('node', ['main.js', 'gated']);
    expect(said).toMatch(/^secondCopy Two copies of nestjs-kubernetes-leader meet in this app/);
    const places = [...said.matchAll(/ in (\S+node_modules\/\.pnpm\/nestjs-kubernetes-leader@\S+?)\/node_modules\//g)];
    expect(new Set(places.map(([, place]) => place)).size).toBe(2);
  });
});
