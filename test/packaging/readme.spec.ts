import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../support/packed-package.js';
import { codeBlocks, readme } from '../support/readme.js';

/** What is the reader's own; everything else a block imports. */
const own: Readonly<Record<string, string>> = {
  AppModule: 'declare class AppModule {}',
  OrderQueue: 'declare class OrderQueue { handleNext(options: { signal: AbortSignal }): Promise<void>; }',
  consume: 'declare function consume(options: { signal: AbortSignal }): Promise<void>;',
};

function completed(block: string): string {
  const used = Object.keys(own).filter(name => block.includes(name) && !block.includes(`class ${name}`));
  return [...used.map(name => own[name]), block].join('\n');
}

const documents = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'docs/cron-jobs.md']
  .concat(readdirSync(join(root, 'sample'), { recursive: true, encoding: 'utf8' }).map(path => `sample/${path}`))
  .filter(path => path.endsWith('.md'));

/** Of the compiler, about modules that import the package as it is built. */
function complaints(modules: readonly string[]): string {
  const folder = join(root, '.build/readme');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  modules.forEach((text, index) => writeFileSync(join(folder, `module-${index + 1}.ts`), text));
  const compilerOptions = { paths: {}, noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/.bin/tsc');
  return spawnSync(compiler, ['-p', folder], { cwd: root, encoding: 'utf8' }).stdout;
}

describe('The README', () => {
  it('shows code that compiles against the built package', () => {
    const blocks = codeBlocks('ts');
    expect(blocks.length).toBeGreaterThan(3);
    expect(complaints(blocks.map(completed))).toBe('');
  });

  it('has every option in its table, and no other', () => {
    const table = readme.slice(readme.indexOf('| option | default |'));
    const options = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(
      complaints([
        `import { type LeaderElectionModuleExtras, type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';
        ({ ${options.map(name => `${name}: true`).join(', ')} }) satisfies Record<
          keyof (LeaderElectionModuleOptions & LeaderElectionModuleExtras), true>;`,
      ]),
    ).toBe('');
  });

  it('keeps its promise of twenty lines', () => {
    const lines = codeBlocks('ts')[0]
      .split('\n')
      .filter(line => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(20);
  });
});

describe.each(documents)('%s', path => {
  const text = readFileSync(join(root, path), 'utf8');

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/\bnpm (?:run (?:-s )?)?((?<=run (?:-s )?)[\w:-]+|test\b)/g)].map(
      ([, name]) => name,
    );
    expect(named.filter(name => !(name in scripts))).toEqual([]);
  });

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link]) => link);
    expect(links.filter(link => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  it('refers to headings that are there', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replace(/ /g, '-'),
    );
    const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(anchors.filter(anchor => !headings.includes(anchor))).toEqual([]);
  });
});
