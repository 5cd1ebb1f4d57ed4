import { type Cell } from '../cell.js';
import { builders } from './builders.js';
import { bundlers } from './bundlers.js';
import { errorTrackers } from './error-trackers.js';
import { packageManagers } from './package-managers.js';
import { runtimes } from './runtimes.js';
import { testRunners } from './test-runners.js';
import { typescript } from './typescript.js';

export const cells: Readonly<Record<string, readonly Cell[]>> = {
  TypeScript: typescript,
  Builders: builders,
  Bundlers: bundlers,
  'Package managers': packageManagers,
  'Nest and Node': runtimes,
  'Error trackers': errorTrackers,
  'Test runners': testRunners,
};
