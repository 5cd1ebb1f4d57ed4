import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PackedPackage, packPackage, root } from '../support/packed-package.js';
import { readme } from '../support/readme.js';
import { loadedBy, packagesLoadedBy } from './loaded-by.js';

describe('The packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  let packed: PackedPackage;
  beforeAll(() => {
    packed = packPackage(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the types of every source, a script for each entry point and what they share, and nothing else', () => {
    const types = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts'))
      .map(path => `dist/${path.replace(/\.ts$/, '.d.ts')}`);
    const entries = [
      'index',
      'core/index',
      'metrics/index',
      'opentelemetry/index',
      'terminus/index',
      'testing/index',
      'cli/main',
    ].map(name => `dist/${name}.js`);
    const page = readdirSync(join(root, 'lib/cli/page')).map(name => `dist/cli/page/${name}`);
    const isChunk = (path: string) => /^dist\/chunks\/[a-z.-]+\.js$/.test(path);
    const expected = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'package.json',
      ...types,
      ...entries,
      ...page,
    ];
    const isToRead = (path: string) => /^(docs|sample)\//.test(path);
    expect(packed.paths.filter(path => !isChunk(path) && !isToRead(path)).sort()).toEqual(expected.sort());
    expect(packed.paths.filter(isChunk).length).toBeLessThanOrEqual(7);
  });

  it('holds what the README links to', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link);
    const missing = links.filter(link => !packed.paths.some(path => path === link || path.startsWith(`${link}/`)));
    expect(missing).toEqual([]);
  });

  it('keeps the names of classes, which Nest prints', () => {
    const scripts = packed.paths.filter(path => path.endsWith('.js'));
    const named = scripts.flatMap(
      path => readFileSync(join(root, path), 'utf8').match(/\bclass [\w$]+ (?=extends|{)/g) ?? [],
    );
    expect(named).toContain('class LeaderLifecycle ');
    expect(named.filter(text => text.includes('$'))).toEqual([]);
  });

  it('has nothing that a CommonJS app or its jest cannot load: no `import.meta`', () => {
    // An app loads neither the command line nor its page.
    const scripts = packed.paths.filter(path => path.endsWith('.js') && !path.startsWith('dist/cli/'));
    expect(scripts.filter(path => readFileSync(join(root, path), 'utf8').includes('import.meta'))).toEqual([]);
  });

  it('tells nothing of this machine', () => {
    const texts = packed.paths.map(path => readFileSync(join(root, path), 'utf8'));
    expect(texts.filter(text => text.includes(root) || text.includes(tmpdir()))).toEqual([]);
  });

  it('is clean for publint', () => {
    const program = join(root, 'node_modules/.bin/publint');
    expect(execFileSync(program, ['run', packed.file, '--strict'], { encoding: 'utf8' })).toContain('All good!');
  });

  it('has types that every way to import it finds', () => {
    const program = join(root, 'node_modules/.bin/attw');
    const { status, stdout } = spawnSync(program, [packed.file, '--profile', 'esm-only', '--no-emoji'], {
      encoding: 'utf8',
    });
    expect({ status, problems: status === 0 ? '' : stdout }).toEqual({ status: 0, problems: '' });
  });

  it('has a package.json that npm has nothing to fix in', () => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    for (const path of ['package.json', 'README.md', 'LICENSE', 'dist/cli/main.js']) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    const before = readFileSync(join(copy, 'package.json'), 'utf8');
    execFileSync('npm', ['pkg', 'fix'], { cwd: copy });
    expect(readFileSync(join(copy, 'package.json'), 'utf8')).toBe(before);
  });

  it('is of the version that the changelog begins with', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const [, released] = /^## \[(\d+\.\d+\.\d+)\]/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))!;
    expect(released).toBe(version);
  });

  it('says where it is made, and which Node it needs', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
    expect(repository).toMatch(/^https:\/\/github\.com\/[\w-]+\/nestjs-kubernetes-leader$/);
    expect([manifest.homepage, manifest.bugs.url]).toEqual([`${repository}#readme`, `${repository}/issues`]);
    expect(manifest.engines).toEqual({ node: '^20.19 || >=22.12' });
  });

  it('needs nothing at run time but what every Nest app has', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect(dependencies).toBeUndefined();
    const optional = Object.keys(peerDependenciesMeta);
    expect(optional).toEqual([
      '@kubernetes/client-node',
      '@nestjs/microservices',
      '@nestjs/terminus',
      '@nestjs/websockets',
      '@opentelemetry/api',
      'prom-client',
    ]);
    const needed = Object.keys(peerDependencies).filter(name => !optional.includes(name));
    expect(needed).toEqual(['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs']);
  });
});

describe('Importing the package', () => {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const optional = /^(@kubernetes|@opentelemetry|prom-client|@nestjs\/(?!common$|core$))/;

  it.each(['nestjs-kubernetes-leader', 'nestjs-kubernetes-leader/testing'])(
    'loads none of the others: %s',
    async entry => {
      const packages = packagesLoadedBy(entry);
      expect(packages).toContain('@nestjs/common');
      expect(packages.filter(name => optional.test(name))).toEqual([]);
    },
  );

  it.each([
    ['metrics', ['prom-client', '@opentelemetry/api']], // prom-client depends on that itself
    ['opentelemetry', ['@opentelemetry/api']],
    ['terminus', ['@nestjs/terminus']],
  ])('loads its own optional peer and no other: %s', (entry, peers) => {
    const packages = packagesLoadedBy(`nestjs-kubernetes-leader/${entry}`);
    const isPeer = (name: string) => name in peerDependencies && !['@nestjs/common', '@nestjs/core'].includes(name);
    expect(packages.filter(name => isPeer(name) && !/^(rxjs|reflect-metadata)$/.test(name))).toEqual(peers);
  });

  it('loads what `events` and `endpoint` need with the first term, and only if they are set', () => {
    const leads = (options: string) => `
      import { Elector } from 'nestjs-kubernetes-leader/elector';
      import { LeaseApiServer } from 'nestjs-kubernetes-leader/testing';
      const api = new LeaseApiServer();
      await api.listen();
      const connection = { server: api.url };
      const elector = new Elector({ leaseName: 'billing', connection, logger: false, ${options} });
      await elector.start();
      await elector.waitForLeadership();
      await elector.stop();
      await api.close();
    `;
    const isOfOptions = (url: string) => /chunks\/kubernetes\.js$/.test(url);
    expect(loadedBy(leads('')).filter(isOfOptions)).toEqual([]);
    expect(loadedBy(leads('events: true')).filter(isOfOptions)).toHaveLength(1);
  });

  it('loads no package at all without Nest', () => {
    expect(packagesLoadedBy('nestjs-kubernetes-leader/elector')).toEqual([]);
    const runsOnce = `
      import { Elector } from 'nestjs-kubernetes-leader/elector';
      const elector = new Elector({ connection: 'none', logger: false });
      await elector.start();
      await elector.runOnce('report', new Date(), () => {});
      await elector.stop();
    `;
    const loaded = loadedBy(runsOnce);
    expect(loaded.filter(url => /chunks\/ticks\.js$/.test(url))).toHaveLength(1);
    expect(loaded.filter(url => /\/node_modules\/|chunks\/(nest|jobs)\.js$/.test(url))).toEqual([]);
  });
});

describe('The command line', () => {
  it('starts without any package, also without Nest', () => {
    const loaded = loadedBy("process.argv.splice(1, 9, 'program', '--version'); await import('./dist/cli/main.js');");
    expect(loaded.filter(url => /\/node_modules\/|chunks\/(nest|jobs)\.js$/.test(url))).toEqual([]);
    expect(loaded.filter(url => url.endsWith('/dist/cli/main.js'))).toHaveLength(1);
  });
});

describe('Outside Kubernetes', () => {
  const lead = (connection: string) => `
    import { Elector } from 'nestjs-kubernetes-leader/elector';
    const elector = new Elector({ connection: ${connection}, logger: false });
    elector.on('requestFailed', () => void elector.stop());
    await elector.start();
    if (elector.isLeader) await elector.stop();
  `;
  const nestApp = (body: string) => `
    import { NestFactory } from '@nestjs/core';
    import { LeaderElectionModule, LeaderService } from 'nestjs-kubernetes-leader';
    const app = await NestFactory.createApplicationContext(LeaderElectionModule.forRoot(), { logger: false });
    if (!app.get(LeaderService).isLeader) throw new Error('It does not lead');
    ${body}
    await app.close();
  `;
  const leaseClient = /chunks\/lease-client\.js$/;
  const ticks = /chunks\/ticks\.js$/;
  const network = /^(node:)?(http|https|http2|tls|net|fs\/promises)$/;

  it('an elector leads without the lease client, and without what Node has for a network', () => {
    const loaded = loadedBy(lead("'none'"));
    expect(loaded).toContain('node:async_hooks');
    expect(loaded.filter(url => leaseClient.test(url) || network.test(url))).toEqual([]);
  });

  it('they are loaded for an API server', () => {
    const loaded = loadedBy(lead("{ server: 'http://127.0.0.1:9' }"));
    expect(new Set(loaded.filter(url => leaseClient.test(url))).size).toBe(1);
    expect(loaded).toContain('node:https');
  });

  it('a Nest app leads without the lease client, and without what jobs with `once` need', () => {
    expect(loadedBy(nestApp('')).filter(url => leaseClient.test(url) || ticks.test(url))).toEqual([]);
  });

  it('what jobs with `once` need is loaded for the first runOnce()', () => {
    const runOnce = "await app.get(LeaderService).runOnce('report', new Date(), () => {});";
    expect(loadedBy(nestApp(runOnce)).filter(url => ticks.test(url))).toHaveLength(1);
  });
});
