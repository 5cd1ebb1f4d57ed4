import { beforeAll } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { replicasOf, type StartedSample } from '../../samples/sample.js';
import { neighboursFolder } from './neighbour-samples.js';
import { nodeOfNeighbours } from './node.js';

/** @param env of its replicas, asked when one starts: with the address of a server that the test has started */
export function neighbour(name: string, env: () => Readonly<Record<string, string>> = () => ({})): StartedSample {
  const file = join(neighboursFolder, name, 'main.js');
  let node: string;
  beforeAll(async () => {
    if (!existsSync(file)) throw new Error(`${file} is not there: npm run build:neighbours`);
    node = await nodeOfNeighbours();
  });
  return replicasOf(() => ({ file, node, env: env() }));
}
