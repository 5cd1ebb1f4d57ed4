import { transform } from '@swc/core';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The package and what uses it as JavaScript, in a folder of their own: a process cannot run TypeScript, and the compiler
 * takes too long for a test. In there the package has its name.
 *
 * @param folders beside `lib`
 */
export async function transpiled(...folders: string[]): Promise<{ file(path: string): string; remove(): void }> {
  mkdirSync(resolve('.cache'), { recursive: true });
  const folder = mkdtempSync(resolve('.cache', 'transpiled-'));
  const sources = ['lib', ...folders].flatMap(root =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => join(root, name)),
  );
  await Promise.all(
    sources.map(async source => {
      const { code } = await transform(readFileSync(source, 'utf8'), { ...options, filename: source });
      const target = join(folder, source.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }),
  );
  const { name, version, type } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
  const exports = {
    '.': './lib/index.js',
    './elector': './lib/core/index.js',
    './metrics': './lib/metrics/index.js',
    './testing': './lib/testing/index.js',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type, exports }));
  return {
    file: path => join(folder, path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const options = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
} as const;
