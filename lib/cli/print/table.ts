import { type Colour, type Paint } from './terminal.js';

/** A cell: what is printed, and how wide that is without the codes of colours. */
export type Cell = string | { readonly text: string; readonly painted: string };

/** Columns as wide as their widest cell, two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const all: readonly (readonly Cell[])[] = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map(row => plain(row[column]).length)));
  const line = (row: readonly Cell[]) =>
    row.map((cell, column) => painted(cell) + ' '.repeat(widths[column] - plain(cell).length)).join('  ');
  return all.map(row => line(row).trimEnd()).join('\n');
}

/** A cell in colour. */
export function coloured(paint: Paint, colour: Colour, text: string): Cell {
  return { text, painted: paint(colour, text) };
}

function plain(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function painted(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.painted;
}
