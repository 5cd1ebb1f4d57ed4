import { writeSync } from 'node:fs';
import { type ResolveHook } from 'node:module';

export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  if (!specifier.startsWith('@kubernetes/client-node')) return nextResolve(specifier, context);
  writeSync(2, 'asked for @kubernetes/client-node\n');
  throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
};
