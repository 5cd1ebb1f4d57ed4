import { isReached, type Result } from '../row.js';
import { formatFigure } from './format.js';

/** For the terminal. */
export function printTable(results: readonly Result[], print: (line: string) => void = console.log): void {
  for (const { row, title, unit, measured, checks } of results) {
    print(`\n${row}: ${title}, in ${unit}`);
    print(`  ${''.padEnd(66)}${['median', 'p95', 'p99', 'max'].map(name => name.padStart(9)).join('')}`);
    for (const { who, n, median, p95, p99, max, note } of measured) {
      const figures = [median, p95, p99, max].map(figure => formatFigure(figure).padStart(9)).join('');
      print(`  ${who.padEnd(66)}${figures}  n ${n}${note === undefined ? '' : `\n    ${note}`}`);
    }
    for (const check of checks) {
      const verdict = check.reached ? 'reached' : isReached(check, 2) ? 'MISSED' : 'MISSED BY FAR';
      const target = `${check.reach ?? 'at most'} ${formatFigure(check.target)}`;
      print(`  ${check.what}: ${formatFigure(check.figure)} (${target}): ${verdict}`);
    }
  }
}
