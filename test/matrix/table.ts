import { type Cell } from './cell.js';
import { cells } from './cells/index.js';

const result = ({ fails }: Cell) => (fails === undefined ? 'works' : 'no');

/** What a group of cells shows, as Markdown: a list, or rows and columns if its cells have them. */
function table(heading: string, group: readonly Cell[]): string[] {
  const columns = [...new Set(group.map(({ column }) => column))];
  const rows = [...new Set(group.map(({ row }) => row))];
  const titles = columns.map(column => column ?? '');
  const cellOf = (row: string, column: string | undefined) =>
    group.find(cell => cell.row === row && cell.column === column);
  return [
    `| ${[heading, ...titles].join(' | ')} |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...rows.map(row => {
      const results = columns.map(column => {
        const cell = cellOf(row, column);
        return cell === undefined ? '' : result(cell);
      });
      return `| ${[row, ...results].join(' | ')} |`;
    }),
  ];
}

/** What `npm run test:matrix` tries, with what must come of it. */
export const matrixTable = (): string =>
  Object.entries(cells)
    .map(([heading, group]) => `${table(heading, group).join('\n')}\n`)
    .join('\n');
