// `npm run demo`: builds the package and the demo from their sources, and starts it.
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

process.stdout.write('Building… ');
const begun = performance.now();
const { transpilePackage } = await import('../../scripts/transpile.js');
const target = resolve('.build/demo');
await transpilePackage(target, ['sample']);
console.log(`done in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
await import(pathToFileURL(resolve(target, 'sample/demo/main.js')).href);
