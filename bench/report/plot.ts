import { type Result } from '../row.js';

const width = 860;
const height = 420;
const area = { left: 60, right: 830, top: 50, bottom: 330 };
const colours = ['#2563eb', '#16a34a', '#dc2626', '#d97706', '#7c3aed'];

/** How many of the handovers were done after how long: an SVG of one line for each peer, the time on a logarithmic scale. */
export function plotHandovers({ title, measured }: Result): string {
  const series = measured.filter(({ samples }) => samples !== undefined && samples.length > 0);
  const all = series.flatMap(({ samples = [] }) => samples);
  const from = 10 ** Math.floor(Math.log10(Math.min(...all)));
  const to = 10 ** Math.ceil(Math.log10(Math.max(...all)));
  const x = (ms: number) =>
    area.left + ((Math.log10(ms) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))) * (area.right - area.left);
  const y = (share: number) => area.bottom - share * (area.bottom - area.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${area.left}" y="25" font-size="14">${escape(title)}</text>`,
    ...decades(from, to).map(
      ms =>
        `<path d="M${x(ms)} ${area.top}V${area.bottom}" stroke="#ddd"/>` +
        `<text x="${x(ms)}" y="${area.bottom + 18}" text-anchor="middle">${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}</text>`,
    ),
    ...[0, 0.5, 1].map(
      share =>
        `<path d="M${area.left} ${y(share)}H${area.right}" stroke="#ddd"/>` +
        `<text x="${area.left - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
    ),
    ...series.flatMap(({ who, samples = [], n }, i) => {
      const colour = colours[i % colours.length];
      const legend = { x: area.left + (i % 2) * 390, y: area.bottom + 42 + Math.floor(i / 2) * 18 };
      return [
        `<path d="${steps(samples, x, y)}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        `<rect x="${legend.x}" y="${legend.y - 9}" width="10" height="10" fill="${colour}"/>`,
        `<text x="${legend.x + 16}" y="${legend.y}">${escape(who)}, n = ${n}</text>`,
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

function steps(samples: readonly number[], x: (ms: number) => number, y: (share: number) => number): string {
  const sorted = [...samples].sort((a, b) => a - b);
  const points = sorted.map((ms, i) => `H${x(ms).toFixed(1)}V${y((i + 1) / sorted.length).toFixed(1)}`);
  return `M${area.left} ${y(0)}${points.join('')}H${area.right}`;
}

function decades(from: number, to: number): number[] {
  const all: number[] = [];
  for (let decade = from; decade <= to * 1.001; decade *= 10) all.push(Number(decade.toPrecision(3)));
  return all;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
