/** Three digits that tell something. */
export function formatFigure(figure: number): string {
  if (!Number.isFinite(figure)) return '–';
  const size = Math.abs(figure);
  if (size === 0 || (Number.isInteger(figure) && size < 10_000)) return String(figure);
  return figure.toFixed(Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(size)))));
}
