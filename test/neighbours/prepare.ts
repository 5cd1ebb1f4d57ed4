import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../matrix/install.js';
import { ToolchainApp } from '../matrix/toolchain-app.js';
import { packPackage } from '../support/packed-package.js';
import { type NeighbourSample, neighbourSamples, neighboursFolder } from './support/neighbour-samples.js';
import { nodeOfNeighbours } from './support/node.js';
import { postgresPrograms, redisPrograms } from './support/programs.js';

// Before the first test, because no hook's time limit is long enough for a fresh machine: the samples with packages of their
// own, installed and compiled in one folder (and those with another Nest in a folder each), and the servers that they talk to.

/** One version of each: a range that two samples name differently is a mistake. */
function allDependencies(samples: readonly NeighbourSample[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { name, dependencies } of samples) {
    for (const [dependency, range] of Object.entries(dependencies)) {
      if ((all[dependency] ??= range) !== range) {
        throw new Error(`${name}: ${dependency} ${range}, elsewhere ${all[dependency]}`);
      }
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

const devDependencies = {
  '@types/express': '^5.0.0',
  '@types/node': '^20.19.0',
  'socket.io-client': '^4.8.0', // the test's
  typescript: '~6.0.0',
};

/** @param source where a sample's source goes, in `src`; what is compiled goes to the same place beside that */
async function build(
  folder: string,
  samples: readonly NeighbourSample[],
  source: (sample: string, file: string) => string,
): Promise<void> {
  const app = new ToolchainApp(folder);
  for (const { name, sources } of samples) {
    for (const [file, text] of Object.entries(sources)) app.write({ [`src/${source(name, file)}`]: text });
  }
  app.write({ 'tsconfig.json': { compilerOptions, include: ['src'], exclude: ['node_modules'] } });
  const packed = packPackage(folder).file;
  const [{ type }] = samples;
  await install(app, 'npm', packed, { dependencies: allDependencies(samples), devDependencies }, { type });
  await app.run('tsc', ['-p', 'tsconfig.json']);
}

rmSync(neighboursFolder, { recursive: true, force: true });
const usesNest12 = ({ dependencies }: NeighbourSample) => dependencies['@nestjs/core'] === '^12.0.0';
await build(neighboursFolder, neighbourSamples.filter(usesNest12), (sample, file) => `${sample}/${file}`);
for (const sample of neighbourSamples.filter(other => !usesNest12(other))) {
  await build(join(neighboursFolder, sample.name), [sample], (_, file) => file);
}
await nodeOfNeighbours();
redisPrograms();
postgresPrograms();
console.log(`The samples are in ${neighboursFolder}.`);
