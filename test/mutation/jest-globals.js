import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const { expect } = createRequire(pathToFileURL(`${process.cwd()}/package.json`))('expect');

/** Every test of the files imported so far. */
export const tests = [];

const path = [];

export function describe(name, define) {
  path.push(name);
  define();
  path.pop();
}

export function it(name, run) {
  tests.push({ id: String(tests.length), name: [...path, name].join(' > '), run });
}

it.each = rows => (name, run) => {
  rows.forEach((row, index) => it(`${name} (${index + 1})`, () => (Array.isArray(row) ? run(...row) : run(row))));
};
