import { type Cell } from '../cell.js';
import { builders } from './builders.js';
import { bundlers } from './bundlers.js';
import { typescript } from './typescript.js';

export const cells: Readonly<Record<string, readonly Cell[]>> = {
  TypeScript: typescript,
  Builders: builders,
  Bundlers: bundlers,
};
