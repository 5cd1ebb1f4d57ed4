import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '../support/documents.js';
import { root } from '../support/packed-package.js';
import { type Cell, nameOf } from './cell.js';
import { cells } from './cells/index.js';
import { readResults, type Result } from './results.js';
import { versionsTable } from './versions-table.js';

type Results = Readonly<Record<string, Result>>;

/** What a group of cells shows, as Markdown: a list, or rows and columns if its cells have them. */
function table(heading: string, group: readonly Cell[], results: Results): string[] {
  const columns = [...new Set(group.map(({ column }) => column))];
  const rows = [...new Set(group.map(({ row }) => row))];
  const titles = columns.map(column => column ?? '');
  const resultOf = (row: string, column: string | undefined) => {
    const cell = group.find(other => other.row === row && other.column === column);
    return cell === undefined ? '' : (results[nameOf(cell)]?.result ?? 'not tried');
  };
  return [
    `| ${[heading, ...titles].join(' | ')} |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...rows.map(row => `| ${[row, ...columns.map(column => resultOf(row, column))].join(' | ')} |`),
  ];
}

const matrixTable = (results: Results): string =>
  Object.entries(cells)
    .map(([heading, group]) => `${table(heading, group, results).join('\n')}\n`)
    .join('\n');

/** What the run of the matrix writes, by document: between which marks, and what. */
export function writtenByTheRun(): { path: string; mark: string; text: string }[] {
  const results = readResults();
  return [
    { path: 'docs/compatibility.md', mark: 'matrix', text: matrixTable(results) },
    { path: 'README.md', mark: 'versions', text: versionsTable(Object.values(results)) },
  ];
}

export function writeTables(): void {
  for (const { path, mark, text } of writtenByTheRun()) {
    const marks = new RegExp(`(<!-- ${mark}:start -->\\n)[^]*(<!-- ${mark}:end -->)`);
    const written = readDocument(path).replace(marks, (_, start: string, end: string) => `${start}${text}${end}`);
    writeFileSync(join(root, path), written);
  }
}
