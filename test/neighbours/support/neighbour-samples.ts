import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/packed-package.js';

/** A sample that has packages of its own, which it names. */
export interface NeighbourSample {
  /** For example `10-bullmq`. */
  readonly name: string;
  readonly type: 'module' | 'commonjs';
  readonly dependencies: Readonly<Record<string, string>>;
  /** By the name of the file. */
  readonly sources: Readonly<Record<string, string>>;
}

export const neighbourSamples: readonly NeighbourSample[] = readdirSync(join(root, 'sample'))
  .filter(name => /^1\d-/.test(name))
  .map(name => {
    const folder = join(root, 'sample', name);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    const { type, dependencies } = JSON.parse(read('package.json')) as NeighbourSample;
    const files = readdirSync(folder).filter(file => /\.ts$/.test(file));
    return { name, type, dependencies, sources: Object.fromEntries(files.map(file => [file, read(file)])) };
  });

/** Where `npm run build:neighbours` puts them, compiled, with their packages. */
export const neighboursFolder = join(root, '.build/neighbours');
