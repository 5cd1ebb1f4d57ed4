import { transform } from '@swc/core';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// `node scripts/transpile.js TARGET FOLDER... [--package]`: what is to be run, as JavaScript. It does not look at the types,
// which is what takes tsc its time; `npm run typecheck` does.

const root = fileURLToPath(new URL('..', import.meta.url));

const options = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/**
 * Compiles folders of this repository into the same folders of another, in place of what was there.
 *
 * @param {string} target
 * @param {string[]} folders
 */
export async function transpile(target, folders) {
  await Promise.all(folders.map(folder => rm(join(target, folder), { recursive: true, force: true })));
  const names = await Promise.all(folders.map(folder => readdir(join(root, folder), { recursive: true })));
  const sources = names.flatMap((all, index) => all.map(name => join(folders[index], name)));
  const files = await Promise.all(
    sources.filter(path => /(?<!\.d)\.ts$/.test(path)).map(path => transpileFile(target, path)),
  );
  const missing = files.flatMap(({ file, imports }) =>
    imports.filter(path => !existsSync(join(dirname(file), path))).map(path => `${file} imports ${path}`),
  );
  if (missing.length > 0) {
    throw new Error(
      `Transpile what these files import, too:\n${missing.join('\n')}\nFolders given: ${folders.join(' ')}`,
    );
  }
  // The dashboard's page, as it is.
  const page = 'lib/cli/page';
  if (folders.includes('lib')) await cp(join(root, page), join(target, page), { recursive: true });
}

async function transpileFile(target, path) {
  const file = join(target, path.replace(/\.ts$/, '.js'));
  const { code } = await transform(await readFile(join(root, path), 'utf8'), {
    ...options,
    filename: join(root, path),
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
  // Jest runs tests from their sources.
  return { file, imports: file.endsWith('.spec.js') ? [] : relativeImports(code) };
}

/** Those at the head of a file, which are all that it has: further down there may be programs in strings. */
function relativeImports(code) {
  const lines = code.split('\n');
  const end = lines.findIndex(line => !/^(import |export .* from |\/\/|\/?\*| \*|\s*$)/.test(line));
  const head = lines.slice(0, end === -1 ? undefined : end);
  return head.flatMap(line => / from ['"](\.[^'"]+\.js)['"];$/.exec(line)?.[1] ?? []);
}

/**
 * The same with `lib`, which the package's name means in there.
 *
 * @param {string} target
 * @param {string[]} folders beside `lib`
 */
export async function transpilePackage(target, folders) {
  await transpile(target, ['lib', ...folders]);
  const { name, version, type, exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const own = Object.entries(exports).flatMap(([entry, { default: path }]) =>
    path ? [[entry, path.replace('./dist/', './lib/')]] : [],
  );
  const manifest = { name, version, type, exports: Object.fromEntries(own) };
  await writeFile(join(target, 'package.json'), JSON.stringify(manifest, null, 2));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const [target, ...folders] = args.filter(arg => arg !== '--package');
  await (args.includes('--package') ? transpilePackage : transpile)(target, folders);
}
