/** Select Graphic Rendition: https://en.wikipedia.org/wiki/ANSI_escape_code#SGR */
const codes = { bold: 1, dim: 2, inverse: 7, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

export type Style = keyof typeof codes;

const hasColours = process.stdout.isTTY && !process.env.NO_COLOR;

export function paint(text: string, ...styles: Style[]): string {
  if (!hasColours || styles.length === 0) return text;
  return `\x1b[${styles.map(style => codes[style]).join(';')}m${text}\x1b[0m`;
}

/** A piece of a line. */
export type Segment = readonly [text: string, ...styles: Style[]];

/** A line of pieces, cut off where the terminal ends. */
export function fit(line: readonly Segment[], width: number): string {
  let room = width;
  let painted = '';
  for (const [text, ...styles] of line) {
    const shown = text.length > room ? `${text.slice(0, Math.max(0, room - 1))}${room > 0 ? '…' : ''}` : text;
    painted += paint(shown, ...styles);
    room -= shown.length;
  }
  return painted;
}
