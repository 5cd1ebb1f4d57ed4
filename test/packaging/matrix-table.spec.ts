import { expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixTable } from '../matrix/table.js';
import { marked, readDocument } from '../support/documents.js';
import { root } from '../support/packed-package.js';

const path = 'docs/compatibility.md';

// `UPDATE_DOCS=1 npm run jest -- --selectProjects packaging -- matrix-table` writes it.
if (process.env['UPDATE_DOCS']) {
  const written = readDocument(path).replace(
    /(<!-- matrix:start -->\n)[^]*(<!-- matrix:end -->)/,
    (_, start: string, end: string) => `${start}${matrixTable()}${end}`,
  );
  writeFileSync(join(root, path), written);
}

it(`${path} shows what \`npm run test:matrix\` tries`, () => {
  expect(marked('matrix').trim()).toBe(matrixTable().trim());
});
