import { describe, expect, it } from '@jest/globals';
import { nameOf } from '../matrix/cell.js';
import { cells } from '../matrix/cells/index.js';
import { readResults } from '../matrix/results.js';
import { writtenByTheRun } from '../matrix/table.js';
import { marked } from '../support/documents.js';

describe('The tables of toolchains', () => {
  it.each(writtenByTheRun())('in $path show what the last run of `npm run test:matrix` found', ({ mark, text }) => {
    expect(marked(mark)).toBe(text);
  });

  it('leave nothing out: each cell was tried, and came out as it must', () => {
    const all = Object.values(cells).flat();
    expect(new Set(all.map(nameOf)).size).toBe(all.length);
    const results = readResults();
    const found = Object.fromEntries(all.map(cell => [nameOf(cell), results[nameOf(cell)]?.result ?? 'not tried']));
    expect(found).toEqual(Object.fromEntries(all.map(cell => [nameOf(cell), cell.fails ? 'no' : 'works'])));
  });
});
