import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PackedPackage, packPackage, root } from '../support/packed-package.js';
import { loadedBy } from './loaded-by.js';

describe('The packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  let packed: PackedPackage;
  beforeAll(() => {
    packed = packPackage(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the compiled sources with their types, what a reader needs, and nothing else', () => {
    const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts'))
      .map(path => path.replace(/\.ts$/, ''));
    const compiled = sources.flatMap(name => [`dist/${name}.d.ts`, `dist/${name}.js`]);
    const expected = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...compiled];
    expect([...packed.paths].sort()).toEqual(expected.sort());
  });

  it('has nothing that a CommonJS app or its jest cannot load: no `import.meta`', () => {
    const scripts = packed.paths.filter(path => path.endsWith('.js'));
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

  it('needs nothing at run time but what every Nest app has', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect(dependencies).toBeUndefined();
    const optional = Object.keys(peerDependenciesMeta);
    expect(optional).toEqual(['@kubernetes/client-node', 'prom-client']);
    const needed = Object.keys(peerDependencies).filter(name => !optional.includes(name));
    expect(needed).toEqual(['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs']);
  });
});

describe('Importing the package', () => {
  const optional = /^(@kubernetes|prom-client|@nestjs\/(?!common$|core$))/;

  it.each(['nestjs-kubernetes-leader', 'nestjs-kubernetes-leader/testing'])(
    'loads none of the others: %s',
    async entry => {
      const packages = loadedBy(entry);
      expect(packages).toContain('@nestjs/common');
      expect(packages.filter(name => optional.test(name))).toEqual([]);
    },
  );

  it('loads no package at all without Nest', () => {
    expect(loadedBy('nestjs-kubernetes-leader/elector')).toEqual([]);
  });
});
