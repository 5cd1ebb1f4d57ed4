import { parseArgs } from 'node:util';
import { type Row } from './row.js';

export interface Arguments {
  readonly isQuick: boolean;
  readonly rows: readonly Row[];
}

/** `--quick`, and `--only handover,crash`. */
export function readArguments(all: readonly Row[], argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  if (values.only === undefined) return { isQuick: values.quick, rows: all };
  const names = values.only.split(',');
  const unknown = names.filter(name => !all.some(row => row.name === name));
  if (unknown.length > 0) {
    throw new Error(`--only knows ${all.map(({ name }) => name).join(', ')}, but not ${unknown.join(', ')}`);
  }
  return { isQuick: values.quick, rows: all.filter(({ name }) => names.includes(name)) };
}
