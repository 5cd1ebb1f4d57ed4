import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Result } from '../row.js';
import { insertTables } from './markdown.js';
import { plotHandovers } from './plot.js';
import { mergeResults } from './results-file.js';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url)); // from .build/bench/report

/** Writes bench/results.json, and what docs/performance.md shows of it. */
export function publish(measured: readonly Result[], order: readonly string[]): void {
  const results = mergeResults(file('bench/results.json'), measured, order);
  const page = file('docs/performance.md');
  writeFileSync(page, insertTables(readFileSync(page, 'utf8'), results));
  const handover = results.rows.find(({ row }) => row === 'handover');
  if (handover) writeFileSync(file('docs/handover.svg'), plotHandovers(handover));
}
