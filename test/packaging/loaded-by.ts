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
export function packagesLoadedBy(entry: string): string[] {
  const urls = loadedBy(`import ${JSON.stringify(entry)};`);
  const packages = urls.map(url => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]);
  return [...new Set(packages.filter(name => name !== undefined))];
}

/** The files and Node's own modules (`node:https`) that a script loads, outside Kubernetes. */
export function loadedBy(script: string): string[] {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(spy)}`, '--input-type=module', '-e', script];
  const env = { ...process.env, NODE_OPTIONS: undefined, KUBERNETES_SERVICE_HOST: undefined };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, url]) => url);
}
