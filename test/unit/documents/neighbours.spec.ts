import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from '../../support/document-code.js';
import { codeBlocks, documents, readDocument } from '../../support/documents.js';
import { root } from '../../support/packed-package.js';
import { neighbourSamples } from '../../neighbours/support/neighbour-samples.js';

describe('What a document quotes of a sample', () => {
  const quotations = documents.flatMap(path =>
    codeBlocks('ts', readDocument(path)).flatMap(code => quoted(code) ?? []),
  );

  it('stands there', () => {
    expect(quotations.length).toBeGreaterThan(0);
    const changed = quotations.filter(({ file, code }) => !readFileSync(join(root, file), 'utf8').includes(code));
    expect(changed).toEqual([]);
  });

  it('is the SQL of the fence, too', () => {
    const schema = readFileSync(join(root, 'sample/11-fencing/schema.sql'), 'utf8');
    expect(codeBlocks('sql', readDocument('docs/fencing.md')).filter(code => !schema.includes(code))).toEqual([]);
  });
});

describe.each(neighbourSamples)('The sample $name', ({ name, dependencies, sources }) => {
  it('names the packages that it imports', () => {
    const imported = Object.values(sources).flatMap(text =>
      [...text.matchAll(/(?:from|import) '([^.'][^']*)'/g)].map(([, specifier]) => specifier),
    );
    const packages = imported
      .filter(specifier => !specifier.startsWith('node:'))
      .map(specifier =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect(packages.filter(dependency => !(dependency in dependencies))).toEqual([]);
  });

  it('has a README, a test, and a row in docs/neighbours.md', () => {
    expect(existsSync(join(root, 'sample', name, 'README.md'))).toBe(true);
    const tests = readdirSync(join(root, 'test/neighbours')).filter(file => file.endsWith('.spec.ts'));
    expect(
      tests.filter(file => readFileSync(join(root, 'test/neighbours', file), 'utf8').includes(`'${name}'`)),
    ).toHaveLength(1);
    expect(readDocument('docs/neighbours.md')).toMatch(new RegExp(`^\\|.*\\(\\.\\./sample/${name}\\) \\|$`, 'm'));
  });
});
