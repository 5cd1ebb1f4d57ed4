import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../matrix/install.js';
import { ToolchainApp } from '../matrix/toolchain-app.js';
import { packPackage, root } from '../support/packed-package.js';
import { neighbourSamples, neighboursFolder } from './support/neighbour-samples.js';
import { nodeOfNeighbours } from './support/node.js';
import { postgresPrograms, redisPrograms } from './support/programs.js';

// Before the first test, because no hook's time limit is long enough for a fresh machine: the samples with packages of their
// own, installed and compiled in one folder, and the servers that they talk to.

/** One version of each: a range that two samples name differently is a mistake. */
function allDependencies(): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { name, dependencies } of neighbourSamples) {
    for (const [dependency, range] of Object.entries(dependencies)) {
      if ((all[dependency] ??= range) !== range)
        throw new Error(`${name}: ${dependency} ${range}, elsewhere ${all[dependency]}`);
    }
  }
  delete all['nestjs-kubernetes-leader']; // the packed one is
  return all;
}

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  noEmitOnError: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  types: ['node'],
  rootDir: 'src',
  outDir: '.',
};

rmSync(neighboursFolder, { recursive: true, force: true });
const app = new ToolchainApp(neighboursFolder);
for (const { name, sources } of neighbourSamples) {
  app.write(Object.fromEntries(Object.entries(sources).map(([file, text]) => [`src/${name}/${file}`, text])));
}
app.write({ 'tsconfig.json': { compilerOptions, include: ['src'], exclude: ['node_modules'] } });
const packed = packPackage(neighboursFolder).file;
const devDependencies = {
  '@types/express': '^5.0.0',
  '@types/node': '^20.19.0',
  'socket.io-client': '^4.8.0', // the test's
  typescript: '~6.0.0',
};
await install(app, 'npm', packed, { dependencies: allDependencies(), devDependencies }, { type: 'module' });
await app.run('tsc', ['-p', 'tsconfig.json']);
await nodeOfNeighbours();
redisPrograms();
postgresPrograms();
console.log(`The samples are in ${join(root, '.build/neighbours')}.`);
