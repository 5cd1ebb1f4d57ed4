import { type Result } from '../row.js';
import { formatFigure } from './format.js';
import { type Results } from './results-file.js';

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

/** Puts the tables where the text has its marks. */
export function insertTables(text: string, results: Results): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to === -1) throw new Error(`docs/performance.md has lost its marks ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${tables(results)}\n\n${text.slice(to)}`;
}

function tables({ environment, rows }: Results): string {
  const where = Object.values(environment).join(', ');
  const dates = [...new Set(rows.map(({ measuredAt }) => measuredAt.slice(0, 10)))].join(', ');
  return [
    `Measured on ${dates}: ${where}.`,
    ['| what | figure | to reach | |', '|---|---|---|---|', ...rows.flatMap(checkLines)].join('\n'),
    '### Everything that was measured',
    ...rows.map(details),
  ].join('\n\n');
}

function checkLines({ title, checks }: Result): string[] {
  return [
    `| **${title}** | | | |`,
    ...checks.map(({ what, figure, target, reach = 'at most', reached }) =>
      line([
        what,
        formatFigure(figure),
        `${reach === 'at most' ? '≤' : '≥'} ${formatFigure(target)}`,
        reached ? '✓' : '✗',
      ]),
    ),
  ];
}

function details({ row, title, unit, measured }: Result): string {
  return [
    `**${row}**: ${title}; ${unit}`,
    [
      '| | median | p95 | p99 | n |',
      '|---|---|---|---|---|',
      ...measured.map(({ who, median, p95, p99, n, note }) =>
        line([note === undefined ? who : `${who} (${note})`, ...[median, p95, p99].map(formatFigure), String(n)]),
      ),
    ].join('\n'),
  ].join('\n\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
