import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asModule, commentedExamples, documentedExamples, type Example } from '../support/document-code.js';
import { readDocument } from '../support/documents.js';
import { root } from '../support/packed-package.js';

/** What the compiler says to modules that import the package as it is built, each named by where it stands. */
function complaints(folderName: string, examples: readonly Example[], more: object = {}): string {
  const folder = join(root, '.build', folderName);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const example of examples) {
    writeFileSync(join(folder, `${example.where.replace(/\W+/g, '-')}.ts`), asModule(example));
  }
  const compilerOptions = { paths: {}, noUnusedLocals: false, noUnusedParameters: false, ...more };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/.bin/tsc');
  return spawnSync(compiler, ['-p', folder], { cwd: root, encoding: 'utf8' }).stdout;
}

describe('The code', () => {
  it('of all documents compiles against the built package', () => {
    const examples = documentedExamples();
    expect(examples.length).toBeGreaterThan(15);
    expect(complaints('documents', examples)).toBe('');
  });

  it('of all doc comments does, too', () => {
    const examples = commentedExamples();
    expect(examples.length).toBeGreaterThan(5);
    expect(complaints('doc-comments', examples)).toBe('');
  });

  it('of the Lease API for tests runs', () => {
    const example = documentedExamples().find(({ code }) => code.includes('new LeaseApiServer()'))!;
    expect(complaints('documented-program', [example], { noEmit: false, declaration: false })).toBe('');
    const [program] = readdirSync(join(root, '.build/documented-program')).filter(name => name.endsWith('.js'));
    const { status, stderr } = spawnSync(process.execPath, [join(root, '.build/documented-program', program)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: undefined },
    });
    expect({ status, failure: status === 0 ? '' : stderr }).toEqual({ status: 0, failure: '' });
  });

  it('that does not compile is found', () => {
    const wrong = { where: 'nowhere', code: 'new Elector({ clock: new ManualClock() });\n' };
    expect(complaints('wrong-code', [wrong])).toContain("'clock' does not exist");
  });
});

describe('docs/options.md', () => {
  it('has every option in its table, and no other', () => {
    const text = readDocument('docs/options.md');
    const table = text.slice(text.search(/^\| option +\| default +\|/m));
    const options = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    const code = `import { type LeaderElectionModuleExtras, type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';
      ({ ${options.map(name => `${name}: true`).join(', ')} }) satisfies Record<
        keyof (LeaderElectionModuleOptions & LeaderElectionModuleExtras), true>;`;
    expect(complaints('options-table', [{ where: 'options', code }])).toBe('');
  });
});
