import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../../support/documents.js';
import { root } from '../../support/packed-package.js';

const rows = [...readDocument('docs/cron-jobs-evidence.md').matchAll(/^\| (.+) \| `(\S+\.ts)` \| (.+) \|$/gm)];

describe('What holds the promises of cron jobs', () => {
  it('is a test that is there, and says so', () => {
    const missing = rows.filter(([, , path, words]) => {
      const file = join(root, path);
      return !existsSync(file) || !readFileSync(file, 'utf8').includes(words);
    });
    expect(missing.map(([row]) => row)).toEqual([]);
    expect(rows.length).toBeGreaterThan(45);
  });
});
