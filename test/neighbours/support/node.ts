import { node } from '../../matrix/install.js';

/** Some of the neighbours need a newer Node than this package does. */
export async function nodeOfNeighbours(): Promise<string> {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 15) ? process.execPath : node('24');
}
