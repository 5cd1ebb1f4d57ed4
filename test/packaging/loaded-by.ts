import { spawnSync } from 'node:child_process';
import { root } from '../support/packed-package.js';

/** Tells of each module that is loaded, whether by `import` or by `require`. */
const spy = `
  import Module, { register } from 'node:module';
  const hooks = \`export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    process._rawDebug('loaded ' + resolved.url);
    return resolved;
  }\`;
  register('data:text/javascript,' + encodeURIComponent(hooks));
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (...args) {
    const file = resolveFilename.apply(this, args);
    process._rawDebug('loaded ' + file);
    return file;
  };
`;

/** The packages that are loaded by importing this one of ours. Here, all of its optional peers are installed. */
export function loadedBy(entry: string): string[] {
  const script = `import ${JSON.stringify(entry)};`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, '--input-type=module', '-e', script];
  const options = { cwd: root, env: { ...process.env, NODE_OPTIONS: undefined }, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(stderr);
  const packages = [...stderr.matchAll(/^loaded .*\/node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, name]) => name);
  return [...new Set(packages)];
}
